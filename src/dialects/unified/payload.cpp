#include "dialects/unified/payload.hpp"

#include "base/json_writer.hpp"
#include "schema/calls.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace dialects::unified {

namespace {

/// Not `id`: there are candidates that have one.
constexpr std::array<std::string_view, 7> always{
  "callId", "from", "sender", "to", "accept", "reason", "duration"};

constexpr std::array<std::string_view, 9> in_invites{
  "media",        "calleeId",       "recipientId",  "callerId", "callerName",
  "callerAvatar", "conversationId", "conversation", "expiresAt"};

bool is_ours(std::string_view name, relayed_as what) {
  const auto holds = [name](const auto& names) {
    return std::ranges::find(names, name) != names.end();
  };
  return holds(always) || (what == relayed_as::invite && holds(in_invites));
}

schema::failure too_large() {
  return schema::fail(schema::errc::payload_too_large,
                      "A call relays at most 64 KiB a message");
}

/// False if it is too large; a long text is not even copied.
bool append_value(std::string& out, const base::json_element& value) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS)
    out.append(simdjson::minify(value));
  else if (text.size() < schema::most_payload)
    base::append_json_string(out, text);
  else
    return false;
  return out.size() < schema::most_payload;
}

} // namespace

schema::result<std::string> read_payload(const simdjson::dom::object& in,
                                         relayed_as what) {
  std::string out;
  std::set<std::string_view> names;
  for (const auto [name, value] : in) {
    if (is_ours(name, what) || !names.insert(name).second)
      continue;
    out.push_back(out.empty() ? '{' : ',');
    base::append_json_string(out, name);
    out.push_back(':');
    if (!append_value(out, value))
      return too_large();
  }
  if (!out.empty())
    out.push_back('}');
  return out;
}

void open_event(std::string& out, std::string_view name,
                std::string_view payload) {
  out.append("[\"").append(name).append("\",{");
  if (payload.size() <= 2)
    return;
  out.append(payload.substr(1, payload.size() - 2));
  out.push_back(',');
}

} // namespace dialects::unified
