#include "dialects/direct/direct.hpp"

namespace dialects::direct {

namespace {

/// Seed 000 listens to `dm:error`, seed 001 to `error` alone.
std::span<const std::string_view> error_events(std::string_view event) {
  static constexpr std::string_view names[] = {"dm:error", "error"};
  const std::span all{names};
  return event.starts_with("dm:") ? all : all.last(1);
}

} // namespace

const vocabulary& table() {
  static constexpr vocabulary rows{
    .name = "direct",
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
    .error_events = error_events,
  };
  return rows;
}

} // namespace dialects::direct
