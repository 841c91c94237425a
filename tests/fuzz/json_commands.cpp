// What stands behind an event's name: the first byte chooses the event of the
// direct dialect, the rest is its payload as JSON.

#include "base/json_reader.hpp"
#include "check.hpp"
#include "dialects/dialect.hpp"

#include <array>
#include <variant>

using fuzz::require;

namespace {

constexpr std::array<std::string_view, 8> events{"dm:send_message",
                                                 "dm:typing_start",
                                                 "dm:typing_stop",
                                                 "dm:join_conversation",
                                                 "dm:leave_conversation",
                                                 "dm:mark_read",
                                                 "dm:history",
                                                 "dm:unknown"};

void check_text(const std::optional<std::string>& text) {
  require(!text || fuzz::is_utf8(*text), "texts are UTF-8");
}

void check(const schema::post_message& x) {
  check_text(x.content);
  check_text(x.media_url);
  check_text(x.client_message_id);
}

void check(const schema::client_command& x) {
  if (const auto* letter = std::get_if<schema::write_to>(&x)) {
    check_text(letter->recipient_id);
    check(letter->message);
    return;
  }
  const auto* command = std::get_if<schema::command>(&x);
  if (command == nullptr)
    return;
  if (const auto* post = std::get_if<schema::post_message>(command))
    check(*post);
}

void check(const schema::error& x, std::string_view event) {
  require(!x.message.empty(), "a refusal says why");
  std::string payload;
  dialects::write_error_payload(payload, {x, event});
  const auto told = base::parse_json(payload);
  require(told.has_value(), "a refusal is JSON");
  require(base::string_field(*told, "message") == x.message,
          "and says what was meant");
}

void read(std::string_view event,
          const std::optional<base::json_element>& payload) {
  const auto& rows = dialects::vocabulary_of(dialects::dialect::direct);
  const auto result = rows.read(event, payload);
  require(result.has_value() == (event != events.back()),
          "known events are answered");
  if (!result)
    return;
  if (*result)
    check(**result);
  else
    check(result->error(), event);
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  const auto event = events[data[0] % events.size()];
  const auto payload = base::parse_json(fuzz::text(data + 1, size - 1));
  read(event, payload);
  if (!payload)
    return 0;
  const auto json = simdjson::minify(*payload);
  const auto again = base::parse_json(json);
  require(again && simdjson::minify(*again) == json, "JSON is stable");
  return 0;
}
