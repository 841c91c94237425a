#include "base/json_writer.hpp"
#include "dialects/direct/direct.hpp"

namespace dialects::direct {

namespace {

using base::json_writer;
using schema::end_reason;

/// Seed 000's words; of seed 001's, which says `accepted` and `connected`,
/// they are the same stages.
std::string_view status_of(const schema::call& call) {
  if (call.is_live() || !call.end)
    return to_string(call.state);
  switch (*call.end) {
  case end_reason::completed:
  case end_reason::cancelled:
    return "ended";
  case end_reason::rejected:
  case end_reason::busy:
    return "rejected";
  case end_reason::no_answer:
    return "missed";
  case end_reason::network_error:
    return "failed";
  }
  return "ended";
}

void write_text_or_null(json_writer& json, std::string_view text) {
  text.empty() ? json.null() : json.string(text);
}

void write_optional_time(json_writer& json,
                         const std::optional<schema::timestamp>& time) {
  time ? json.time(*time) : json.null();
}

void write_people(json_writer& json, const call_view& view) {
  const auto& callee = view.callee;
  json.key("callerId").string(view.caller.id);
  json.key("callerType").plain(to_string(view.caller.role));
  json.key("calleeId").string(callee.id);
  json.key("calleeType").plain(to_string(callee.role));
  json.key("recipientId").string(callee.id);
  json.key("recipientType").plain(to_string(callee.role));
  json.key("callerName").optional(view.caller.name);
  json.key("calleeName").optional(callee.name);
}

/// What seed 000 and 001 call it differs; both get both.
void write_times(json_writer& json, const schema::call& call) {
  for (const auto* key : {"initiatedAt", "createdAt", "startedAt"})
    json.key(key).time(call.created_at);
  write_optional_time(json.key("answeredAt"), call.answered_at);
  write_optional_time(json.key("acceptedAt"), call.answered_at);
  write_optional_time(json.key("connectedAt"), call.connected_at);
  write_optional_time(json.key("endedAt"), call.ended_at);
  json.key("updatedAt").time(last_change(call));
  json.key("ringUntil").time(call.ring_until);
}

void write_end(json_writer& json, const call_view& view) {
  const auto& call = view.call;
  json.key("duration").number(call.duration().count());
  json.key("endReason");
  call.end ? json.plain(to_string(*call.end)) : json.null();
  json.key("reason");
  call.end == end_reason::busy ? json.plain("busy")
                               : json.optional(call.detail);
  const auto* ender = ender_of(view);
  json.key("endedBy");
  ender != nullptr ? json.string(ender->id) : json.null();
}

void write_token(json_writer& json, const call_view& view) {
  for (const auto* key : {"agoraToken", "token"}) {
    json.key(key);
    write_text_or_null(json, view.token);
  }
  json.key("uid").number(0).key("agoraUid").number(0);
  json.key("appId");
  write_text_or_null(json, view.app_id);
  write_optional_time(json.key("expiresAt"), view.token_expires_at);
}

void write_channel_name(json_writer& json, const schema::call& call) {
  json.key("channelName").optional(call.channel);
  json.key("agoraChannelName").optional(call.channel);
}

} // namespace

void write_channel(json_writer& json, const call_view& view) {
  write_channel_name(json, view.call);
  write_token(json, view);
}

void write_call(std::string& out, const call_view& view) {
  const auto& call = view.call;
  json_writer json{out};
  json.open('{');
  for (const auto* key : {"id", "_id", "callId"})
    json.key(key).string(call.id.text);
  write_people(json, view);
  json.key("callType").plain(to_string(call.kind));
  json.key("media").plain(to_string(call.media));
  json.key("status").plain(status_of(call));
  write_channel_name(json, call);
  json.key("conversationId");
  call.conversation ? json.id(*call.conversation) : json.null();
  write_times(json, call);
  write_end(json, view);
  if (!view.token.empty())
    write_token(json, view);
  if (view.viewer)
    json.key("direction")
      .plain(*view.viewer == call.caller ? "outgoing" : "incoming");
  json.close('}');
}

void write_call_token(std::string& out, const call_view& view) {
  json_writer json{out};
  json.open('{').key("callId").string(view.call.id.text);
  write_channel(json, view);
  json.close('}');
}

} // namespace dialects::direct
