#include "dialects/direct/direct.hpp"
#include "dialects/unified/unified.hpp"

namespace dialects::unified {

namespace {

std::span<const std::string_view> error_events(std::string_view) {
  static constexpr std::string_view names[] = {"error"};
  return names;
}

/// All that is told. scripts/check-docs compares it with what the writers
/// write.
std::span<const std::string_view> event_names() {
  static constexpr std::string_view names[] = {
    "call:invite", "call:answer", "call:candidate", "call:hangup", "error",
  };
  return names;
}

} // namespace

const vocabulary& table() {
  static constexpr vocabulary rows{
    .name = "unified",
    .commands = command_names,
    .events = event_names,
    .read = read,
    // Of messages, direct's words until its own come.
    .read_message = direct::read_message,
    .write_posted = direct::write_posted,
    .write_typing = direct::write_typing,
    .write_joined = direct::write_joined,
    .write_read = direct::write_read,
    .write_history = direct::write_history,
    .write_deleted = direct::write_deleted,
    .write_updated = direct::write_updated,
    .write_synced = direct::write_synced,
    .write_message = direct::write_message,
    .write_conversation = direct::write_conversation,
    .media = {.agora = false, .webrtc = true},
    .tell_call = tell_call,
    .write_call = write_call,
    // WebRTC has none, and no event here asks for one.
    .write_call_token = direct::write_call_token,
    .tell_call_token = direct::tell_call_token,
    .write_ack = write_ack,
    .error_events = error_events,
  };
  return rows;
}

} // namespace dialects::unified
