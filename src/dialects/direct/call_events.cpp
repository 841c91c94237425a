#include "base/json_writer.hpp"
#include "dialects/direct/direct.hpp"

namespace dialects::direct {

namespace {

using base::json_writer;
using schema::end_reason;
using events = std::vector<std::string>;
using names = std::initializer_list<std::string_view>;

/// What seed 000 and 001 call it differs; both get both.
events under(names all, std::string_view payload) {
  events out;
  out.reserve(all.size());
  for (const auto name : all) {
    auto& event = out.emplace_back();
    event.reserve(name.size() + payload.size() + 5);
    event.append("[\"").append(name).append("\",").append(payload);
    event.push_back(']');
  }
  return out;
}

json_writer& open_payload(json_writer& json, const call_news& news) {
  json.open('{').key("callId").string(news.view.call.id.text);
  return json.key("contactId").string(other_side(news).id);
}

void write_conversation_id(json_writer& json, const schema::call& call) {
  json.key("conversationId");
  call.conversation ? json.id(*call.conversation) : json.null();
}

/// Seed 001 calls whoever has no name so; true of admins only.
void write_caller_name(json_writer& json, const schema::profile& caller) {
  json.key("callerName");
  if (!caller.name && caller.role == schema::role::admin)
    json.plain("Admin");
  else
    json.optional(caller.name);
}

void write_caller(json_writer& json, const schema::profile& caller) {
  json.key("callerId").string(caller.id);
  json.key("callerType").plain(to_string(caller.role));
  write_caller_name(json, caller);
  json.key("callerPhone")
    .optional(caller.shows_phone ? caller.phone : std::nullopt);
  // Always a text, as seed 001 sends it.
  json.key("callerAvatar").string(caller.picture.value_or(""));
}

struct outcome {
  std::string_view end_reason;
  std::optional<std::string_view> reason{};
};

void write_outcome(json_writer& json, const outcome& how) {
  json.key("reason");
  how.reason ? json.string(*how.reason) : json.null();
  json.key("endReason").plain(how.end_reason);
}

std::string end_payload(const call_news& news, const outcome& how) {
  const auto& call = news.view.call;
  std::string out;
  json_writer json{out};
  open_payload(json, news);
  json.key("duration").number(call.duration().count());
  write_outcome(json, how);
  const auto* ender = ender_of(news.view);
  json.key("endedBy");
  ender != nullptr ? json.string(ender->id) : json.null();
  json.key("endedAt");
  call.ended_at ? json.time(*call.ended_at) : json.null();
  json.close('}');
  return out;
}

events tell_refusal(const call_news& news, const outcome& how) {
  std::string out;
  json_writer json{out};
  open_payload(json, news);
  write_outcome(json, how);
  json.close('}');
  return under({"call:rejected", "call:reject"}, out);
}

events tell_missed(const call_news& news, const outcome& how) {
  std::string out;
  json_writer json{out};
  open_payload(json, news);
  json.key("endReason").plain(how.end_reason).close('}');
  auto all = under({"call:missed"}, out);
  all.push_back(std::move(under({"call:end"}, end_payload(news, how)).front()));
  return all;
}

events tell(const schema::call_started&, const call_news& news) {
  const auto& call = news.view.call;
  std::string out;
  json_writer json{out};
  open_payload(json, news);
  json.key("callType").plain(to_string(call.kind));
  write_channel(json, news.view);
  write_conversation_id(json, call);
  json.key("ringUntil").time(call.ring_until).close('}');
  return under({"call:initiated", "call:token"}, out);
}

events tell(const schema::call_incoming&, const call_news& news) {
  const auto& call = news.view.call;
  std::string out;
  json_writer json{out};
  open_payload(json, news);
  write_caller(json, news.view.caller);
  json.key("callType").plain(to_string(call.kind));
  write_channel(json, news.view);
  write_conversation_id(json, call);
  json.key("ringUntil").time(call.ring_until).close('}');
  return under({"call:incoming"}, out);
}

events tell(const schema::call_answered&, const call_news& news) {
  const auto& call = news.view.call;
  std::string out;
  json_writer json{out};
  open_payload(json, news);
  json.key("channelName").optional(call.channel).key("answeredAt");
  call.answered_at ? json.time(*call.answered_at) : json.null();
  json.close('}');
  return under({"call:accepted", "call:accept"}, out);
}

events tell(const schema::call_taken&, const call_news& news) {
  std::string out;
  json_writer json{out};
  open_payload(json, news).key("duration").number(0);
  write_outcome(json, {"answered_elsewhere", "answered_elsewhere"});
  json.close('}');
  return under({"call:ended", "call:end"}, out);
}

/// Agora's devices have nothing to tell each other.
events tell(const schema::call_candidate&, const call_news&) {
  return {};
}

events tell(const schema::call_ended&, const call_news& news) {
  const auto& call = news.view.call;
  const auto why = call.end.value_or(end_reason::completed);
  const outcome how{to_string(why), call.detail};
  switch (why) {
  case end_reason::rejected:
    if (news.to_caller)
      return tell_refusal(news, how);
    break;
  case end_reason::busy:
    return tell_refusal(news, {"busy", "busy"});
  case end_reason::no_answer:
    return tell_missed(news, how);
  case end_reason::cancelled:
    return under({"call:cancelled", "call:ended", "call:end"},
                 end_payload(news, how));
  case end_reason::completed:
  case end_reason::network_error:
    break;
  }
  return under({"call:ended", "call:end"}, end_payload(news, how));
}

} // namespace

std::vector<std::string> tell_call(const call_news& news) {
  return std::visit([&](const auto& what) { return tell(what, news); },
                    news.what);
}

void tell_call_token(std::string& out, const call_view& view) {
  out.append(R"(["call:token",)");
  write_call_token(out, view);
  out.push_back(']');
}

} // namespace dialects::direct
