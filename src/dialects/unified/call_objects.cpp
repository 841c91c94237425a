#include "base/json_writer.hpp"
#include "dialects/unified/unified.hpp"

namespace dialects::unified {

namespace {

using base::json_writer;

void write_optional_time(json_writer& json,
                         const std::optional<schema::timestamp>& time) {
  time ? json.time(*time) : json.null();
}

void write_people(json_writer& json, const call_view& view) {
  for (const auto* key : {"from", "sender", "callerId"})
    json.key(key).string(view.caller.id);
  json.key("callerName").optional(view.caller.name);
  json.key("callerAvatar").optional(view.caller.picture);
  for (const auto* key : {"to", "calleeId"})
    json.key(key).string(view.callee.id);
  json.key("calleeName").optional(view.callee.name);
  json.key("calleeAvatar").optional(view.callee.picture);
}

void write_times(json_writer& json, const schema::call& call) {
  json.key("createdAt").time(call.created_at);
  write_optional_time(json.key("answeredAt"), call.answered_at);
  write_optional_time(json.key("connectedAt"), call.connected_at);
  write_optional_time(json.key("endedAt"), call.ended_at);
  json.key("updatedAt").time(last_change(call));
  json.key("expiresAt").time(call.ring_until);
}

void write_end(json_writer& json, const call_view& view) {
  const auto& call = view.call;
  json.key("duration").number(call.duration().count());
  json.key("endReason");
  call.end ? json.plain(to_string(*call.end)) : json.null();
  json.key("reason").optional(call.detail);
  const auto* ender = ender_of(view);
  json.key("endedBy");
  ender != nullptr ? json.string(ender->id) : json.null();
}

} // namespace

std::string_view word_of(schema::call_kind kind) {
  switch (kind) {
  case schema::call_kind::voice:
    return "audio";
  case schema::call_kind::video:
    return "video";
  }
  return "audio";
}

void write_conversation_id(json_writer& json, const schema::call& call) {
  for (const auto* key : {"conversationId", "conversation"}) {
    json.key(key);
    call.conversation ? json.id(*call.conversation) : json.null();
  }
}

void write_call(std::string& out, const call_view& view) {
  const auto& call = view.call;
  json_writer json{out};
  json.open('{');
  for (const auto* key : {"callId", "id", "_id"})
    json.key(key).string(call.id.text);
  write_people(json, view);
  json.key("media").plain(word_of(call.kind));
  json.key("status").plain(to_string(call.state));
  json.key("ringing").boolean(call.state == schema::call_state::ringing);
  write_conversation_id(json, call);
  write_times(json, call);
  write_end(json, view);
  if (view.viewer)
    json.key("direction")
      .plain(*view.viewer == call.caller ? "outgoing" : "incoming");
  json.close('}');
}

} // namespace dialects::unified
