#include "dialects/direct/direct.hpp"

namespace dialects::direct {

namespace {

/// Seed 000 listens to `dm:error` and `call:error`, seed 001 to `error` alone.
std::span<const std::string_view> error_events(std::string_view event) {
  static constexpr std::string_view messages[] = {"dm:error", "error"};
  static constexpr std::string_view calls[] = {"call:error", "error"};
  if (event.starts_with("dm:"))
    return messages;
  if (event.starts_with("call:"))
    return calls;
  return std::span{messages}.last(1);
}

/// All that is told. scripts/check-docs compares it with what the writers
/// write.
std::span<const std::string_view> event_names() {
  static constexpr std::string_view names[] = {
    "dm:joined",
    "dm:message_received",
    "dm:typing_start",
    "dm:typing_stop",
    "dm:messages_read",
    "dm:history",
    "dm:message_deleted",
    "dm:conversation_updated",
    "synced",
    "call:initiated",
    "call:token",
    "call:incoming",
    "call:accepted",
    "call:accept",
    "call:rejected",
    "call:reject",
    "call:missed",
    "call:cancelled",
    "call:ended",
    "call:end",
    "dm:error",
    "call:error",
    "error",
  };
  return names;
}

} // namespace

const vocabulary& table() {
  static constexpr vocabulary rows{
    .name = "direct",
    .commands = command_names,
    .events = event_names,
    .read = read,
    .read_message = read_message,
    .write_posted = write_posted,
    .write_typing = write_typing,
    .write_joined = write_joined,
    .write_read = write_read,
    .write_history = write_history,
    .write_deleted = write_deleted,
    .write_updated = write_updated,
    .write_synced = write_synced,
    .write_message = write_message,
    .write_conversation = write_conversation,
    .media = {.agora = true, .webrtc = false},
    .tell_call = tell_call,
    .write_call = write_call,
    .write_call_token = write_call_token,
    .tell_call_token = tell_call_token,
    .write_ack = write_success_ack,
    .error_events = error_events,
  };
  return rows;
}

} // namespace dialects::direct
