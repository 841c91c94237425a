// What stands behind an event's name: the first byte chooses the dialect and
// the event, the rest is its payload as JSON.

#include "base/json_reader.hpp"
#include "check.hpp"
#include "dialects/dialect.hpp"

#include <array>
#include <set>
#include <variant>

using fuzz::require;

namespace {

using dialects::dialect;

struct row {
  dialect words;
  std::string_view event;
  bool is_known = true;
};

// Eight in front, so that the corpus's digits keep their meaning.
constexpr std::array rows{
  row{dialect::direct, "dm:send_message"},
  row{dialect::direct, "dm:typing_start"},
  row{dialect::direct, "dm:typing_stop"},
  row{dialect::direct, "dm:join_conversation"},
  row{dialect::direct, "dm:leave_conversation"},
  row{dialect::direct, "dm:mark_read"},
  row{dialect::direct, "dm:history"},
  row{dialect::direct, "dm:unknown", false},
  row{dialect::direct, "call:initiate"},
  row{dialect::direct, "call:end"},
  row{dialect::direct, "call:token"},
  row{dialect::unified, "call:invite"},
  row{dialect::unified, "call:answer"},
  row{dialect::unified, "call:candidate"},
  row{dialect::unified, "call:hangup"},
  row{dialect::unified, "dm:send_message", false},
};

void check_text(const std::optional<std::string>& text) {
  require(!text || fuzz::is_utf8(*text), "texts are UTF-8");
}

void check(const schema::post_message& x) {
  check_text(x.content);
  check_text(x.media_url);
  check_text(x.client_message_id);
}

void check(const schema::call_id& x) {
  require(schema::is_user_id(x.text), "ids of calls are short names");
}

/// What is relayed stands between two braces of ours, and is the client's.
void check_payload(const std::string& payload) {
  if (payload.empty())
    return;
  require(payload.size() <= schema::most_payload, "payloads have a bound");
  const auto parsed = base::parse_json(payload);
  require(parsed && parsed->is_object(), "payloads are objects");
  for (const auto* name :
       {"callId", "from", "sender", "to", "accept", "reason"})
    require(!base::field(*parsed, name), "no payload has names of ours");
  std::set<std::string_view> names;
  for (const auto [name, value] : simdjson::dom::object{*parsed})
    require(names.insert(name).second, "no payload has a name twice");
}

void check(const schema::start_call& x) {
  require(schema::is_user_id(x.callee_id), "somebody is called");
  check_text(x.channel);
  if (x.id)
    check(*x.id);
  check_payload(x.payload);
}

void check(const schema::call_command& command) {
  check(target(command));
  std::visit(
    [](const auto& x) {
      if constexpr (requires { x.detail; })
        check_text(x.detail);
      if constexpr (requires { x.payload; })
        check_payload(x.payload);
    },
    command);
}

void check(const schema::client_command& x) {
  if (const auto* call = std::get_if<schema::start_call>(&x))
    return check(*call);
  if (const auto* call = std::get_if<schema::call_command>(&x))
    return check(*call);
  if (const auto* token = std::get_if<schema::ask_call_token>(&x))
    return check(token->call);
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

void read(const row& what, const std::optional<base::json_element>& payload) {
  const auto result =
    dialects::vocabulary_of(what.words).read(what.event, payload);
  require(result.has_value() == what.is_known, "known events are answered");
  if (!result)
    return;
  if (*result)
    check(**result);
  else
    check(result->error(), what.event);
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  const auto& what = rows[data[0] % rows.size()];
  const auto text = fuzz::text(data + 1, size - 1);
  read(what, base::parse_json(text));
  // The checks have parsed other texts since.
  const auto payload = base::parse_json(text);
  if (!payload)
    return 0;
  const auto json = simdjson::minify(*payload);
  const auto again = base::parse_json(json);
  require(again && simdjson::minify(*again) == json, "JSON is stable");
  return 0;
}
