#include "domain/call/presence.hpp"

#include "domain/call/parties.hpp"
#include "domain/call/steps.hpp"

namespace domain::call {

namespace {

/// What `comer` has to hear first.
void greet(transition& t, party& of, const device& comer) {
  const auto say = [&t, &of, &comer](schema::call_event what) {
    t.tellings.push_back({of.who, {comer.no}, std::move(what)});
  };
  if (t.after.row->state == schema::call_state::ringing) {
    if (of.who == t.after.callee.who)
      say(schema::call_incoming{t.after.row});
    return;
  }
  for (auto& x : of.waiting)
    say(std::move(x));
  of.waiting.clear();
}

} // namespace

transition attach(const state& of, schema::user_no who, const device& what,
                  schema::timestamp now) {
  auto t = nothing_new(of);
  auto* party = find_party(t.after, who);
  if (party == nullptr || find_device(*party, what.no) != nullptr)
    return t;
  party->devices.push_back({what.no, what.media});
  note_presence(*party, t.after, now);
  if (t.after.row->is_live() && what.media.has(t.after.row->media))
    greet(t, *party, what);
  return t;
}

transition detach(const state& of, schema::user_no who, schema::device_no what,
                  schema::timestamp now) {
  auto t = nothing_new(of);
  auto* party = find_party(t.after, who);
  if (party == nullptr)
    return t;
  std::erase_if(party->devices,
                [what](const attendant& x) { return x.no == what; });
  std::erase_if(t.after.early,
                [what](const early_candidate& x) { return x.from == what; });
  note_presence(*party, t.after, now);
  return t;
}

} // namespace domain::call
