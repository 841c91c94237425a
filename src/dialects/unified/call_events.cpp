#include "base/json_writer.hpp"
#include "dialects/unified/payload.hpp"
#include "dialects/unified/unified.hpp"

namespace dialects::unified {

namespace {

using base::json_writer;
using schema::end_reason;
using events = std::vector<std::string>;

/// One event: what the other client said, then what `write` adds to `callId`.
template<class Write>
events one(std::string_view name, const call_news& news,
           std::string_view payload, Write write) {
  events out(1);
  auto& event = out.front();
  event.reserve(payload.size() + 512);
  open_event(event, name, payload);
  json_writer json{event};
  json.key("callId").string(news.view.call.id.text);
  write(json);
  json.close('}').close(']');
  return out;
}

void write_sender(json_writer& json, const schema::profile& who) {
  json.key("from").string(who.id).key("sender").string(who.id);
}

void write_ender(json_writer& json, const call_news& news) {
  const auto* ender = ender_of(news.view);
  write_sender(json, ender != nullptr ? *ender : other_side(news));
}

/// Without anything that a client said.
events hangup(const call_news& news, std::string_view reason) {
  return one("call:hangup", news, {},
             [&](json_writer& json) { json.key("reason").plain(reason); });
}

/// The caller has it in the ack.
events tell(const schema::call_started&, const call_news&) {
  return {};
}

events tell(const schema::call_incoming&, const call_news& news) {
  const auto& call = news.view.call;
  const auto& caller = news.view.caller;
  return one("call:invite", news, call.invite, [&](json_writer& json) {
    write_sender(json, caller);
    json.key("to").string(news.view.callee.id);
    json.key("media").plain(word_of(call.kind));
    json.key("callerId").string(caller.id);
    json.key("callerName").optional(caller.name);
    json.key("callerAvatar").optional(caller.picture);
    write_conversation_id(json, call);
    json.key("expiresAt").time(call.ring_until);
  });
}

events tell(const schema::call_answered& what, const call_news& news) {
  return one("call:answer", news, what.payload, [&](json_writer& json) {
    json.key("accept").boolean(true);
    write_sender(json, other_side(news));
  });
}

events tell(const schema::call_taken&, const call_news& news) {
  return hangup(news, "answered_elsewhere");
}

events tell(const schema::call_candidate& what, const call_news& news) {
  return one("call:candidate", news, what.payload,
             [&](json_writer& json) { write_sender(json, other_side(news)); });
}

events refusal(const call_news& news, std::string_view payload,
               std::string_view reason) {
  return one("call:answer", news, payload, [&](json_writer& json) {
    json.key("accept").boolean(false);
    json.key("reason").string(reason);
    write_sender(json, news.view.callee);
  });
}

/// By one of the two, who may have said why.
events hung_up(const schema::call_ended& what, const call_news& news,
               end_reason why) {
  const auto& call = news.view.call;
  return one("call:hangup", news, what.payload, [&](json_writer& json) {
    json.key("reason");
    call.detail ? json.string(*call.detail) : json.plain(to_string(why));
    write_ender(json, news);
    if (why == end_reason::completed)
      json.key("duration").number(call.duration().count());
  });
}

events tell(const schema::call_ended& what, const call_news& news) {
  const auto& call = news.view.call;
  const auto why = call.end.value_or(end_reason::completed);
  switch (why) {
  case end_reason::completed:
  case end_reason::cancelled:
    return hung_up(what, news, why);
  case end_reason::rejected:
    return news.to_caller
             ? refusal(news, what.payload, call.detail.value_or("rejected"))
             : hangup(news, "rejected");
  case end_reason::busy:
    // It never rang.
    return news.to_caller ? refusal(news, {}, "busy") : events{};
  case end_reason::no_answer:
    return hangup(news, "timeout");
  case end_reason::network_error:
    return one("call:hangup", news, {}, [&](json_writer& json) {
      json.key("reason").plain("network_error");
      json.key("duration").number(call.duration().count());
    });
  }
  return hangup(news, to_string(why));
}

} // namespace

std::vector<std::string> tell_call(const call_news& news) {
  return std::visit([&](const auto& what) { return tell(what, news); },
                    news.what);
}

} // namespace dialects::unified
