#include "base/json_writer.hpp"
#include "dialects/direct/direct.hpp"

namespace dialects::direct {

namespace {

using base::json_writer;
using schema::end_reason;
using events = std::vector<std::string>;
using names = std::initializer_list<std::string_view>;

/// An object with `callId` and `contactId`, and what `write` adds.
template<class Write>
std::string payload_of(const call_news& news, Write write) {
  std::string out;
  out.reserve(1'024);
  json_writer json{out};
  json.open('{').key("callId").string(news.view.call.id.text);
  json.key("contactId").string(other_side(news).id);
  write(json);
  json.close('}');
  return out;
}

std::string event_of(std::string_view name, std::string_view payload) {
  std::string out;
  out.reserve(name.size() + payload.size() + 5);
  out.append("[\"").append(name).append("\",").append(payload);
  out.push_back(']');
  return out;
}

/// What seed 000 and 001 call it differs; both get both.
template<class Write>
events under(names all, const call_news& news, Write write) {
  const auto payload = payload_of(news, write);
  events out;
  out.reserve(all.size());
  for (const auto name : all)
    out.push_back(event_of(name, payload));
  return out;
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

events tell_end(names all, const call_news& news, const outcome& how) {
  return under(all, news, [&](json_writer& json) {
    const auto& call = news.view.call;
    json.key("duration").number(call.duration().count());
    write_outcome(json, how);
    const auto* ender = ender_of(news.view);
    json.key("endedBy");
    ender != nullptr ? json.string(ender->id) : json.null();
    json.key("endedAt");
    call.ended_at ? json.time(*call.ended_at) : json.null();
  });
}

events tell_refusal(const call_news& news, const outcome& how) {
  return under({"call:rejected", "call:reject"}, news,
               [&](json_writer& json) { write_outcome(json, how); });
}

events tell_missed(const call_news& news, const outcome& how) {
  auto all = under({"call:missed"}, news, [&](json_writer& json) {
    json.key("endReason").plain(how.end_reason);
  });
  all.push_back(std::move(tell_end({"call:end"}, news, how).front()));
  return all;
}

/// What it takes to take part.
void write_ring(json_writer& json, const call_view& view) {
  const auto& call = view.call;
  json.key("callType").plain(to_string(call.kind));
  write_channel(json, view);
  json.key("conversationId");
  call.conversation ? json.id(*call.conversation) : json.null();
  json.key("ringUntil").time(call.ring_until);
}

events tell(const schema::call_started&, const call_news& news) {
  return under({"call:initiated", "call:token"}, news,
               [&](json_writer& json) { write_ring(json, news.view); });
}

events tell(const schema::call_incoming&, const call_news& news) {
  return under({"call:incoming"}, news, [&](json_writer& json) {
    write_caller(json, news.view.caller);
    write_ring(json, news.view);
  });
}

events tell(const schema::call_answered&, const call_news& news) {
  return under({"call:accepted", "call:accept"}, news, [&](json_writer& json) {
    const auto& call = news.view.call;
    json.key("channelName").optional(call.channel).key("answeredAt");
    call.answered_at ? json.time(*call.answered_at) : json.null();
  });
}

events tell(const schema::call_taken&, const call_news& news) {
  return under({"call:ended", "call:end"}, news, [&](json_writer& json) {
    json.key("duration").number(0);
    write_outcome(json, {"answered_elsewhere", "answered_elsewhere"});
  });
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
    // It never rang.
    if (!news.to_caller)
      return {};
    return tell_refusal(news, {"busy", "busy"});
  case end_reason::no_answer:
    return tell_missed(news, how);
  case end_reason::cancelled:
    return tell_end({"call:cancelled", "call:ended", "call:end"}, news, how);
  case end_reason::completed:
  case end_reason::network_error:
    break;
  }
  return tell_end({"call:ended", "call:end"}, news, how);
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
