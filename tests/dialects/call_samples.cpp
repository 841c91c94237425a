#include "call_samples.hpp"

#include "direct/samples.hpp"

namespace samples {

using schema::call_media;
using schema::call_state;
using schema::end_reason;

schema::profile maya() {
  schema::profile who;
  who.id = "maya";
  who.role = schema::role::user;
  who.name = "Maya \"M\"";
  who.phone = "+911234567890";
  who.picture = "https://cdn.example/maya.png";
  return who;
}

schema::profile arjun() {
  schema::profile who;
  who.id = "arjun";
  who.role = schema::role::astrologer;
  return who;
}

schema::call ringing(call_media media) {
  const bool agora = media == call_media::agora;
  schema::call call;
  call.id = {std::string{call_hex}};
  call.caller = {1};
  call.callee = {2};
  call.media = media;
  call.kind = schema::call_kind::video;
  if (agora)
    call.channel = "call_1";
  call.conversation = id(conversation_hex);
  call.created_at = at(0);
  call.ring_until = at(agora ? 60'000 : 40'000);
  return call;
}

schema::call answered(call_media media) {
  auto call = ringing(media);
  call.state = call_state::answered;
  call.answered_at = at(5'000);
  return call;
}

schema::call ended(call_media media, end_reason why) {
  const bool talked =
    why == end_reason::completed || why == end_reason::network_error;
  auto call = talked ? answered(media) : ringing(media);
  call.state = call_state::ended;
  call.end = why;
  call.ended_at = at(talked ? 65'500 : 10'000);
  if (why == end_reason::completed || why == end_reason::rejected)
    call.ended_by = call.callee;
  if (why == end_reason::cancelled)
    call.ended_by = call.caller;
  return call;
}

std::string tell(dialects::dialect words, const schema::call_event& what,
                 side to, const schema::profile& caller,
                 const schema::profile& callee) {
  const auto& call = std::visit(
    [](const auto& x) -> const schema::call& { return *x.call; }, what);
  const dialects::call_news news{what,
                                 {.call = call,
                                  .caller = caller,
                                  .callee = callee,
                                  .token = "007abc",
                                  .app_id = "app",
                                  .token_expires_at = at(3'600'000)},
                                 to == side::caller};
  std::string out;
  for (const auto& event : dialects::vocabulary_of(words).tell_call(news))
    out.append(event).push_back('\n');
  return out;
}

std::string tell(dialects::dialect words, const schema::call_event& what,
                 side to) {
  return tell(words, what, to, maya(), arjun());
}

schema::call_ptr shared(schema::call call) {
  return std::make_shared<const schema::call>(std::move(call));
}

} // namespace samples
