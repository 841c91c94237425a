#include "domain/call/presence.hpp"

#include "domain/call/parties.hpp"
#include "domain/call/steps.hpp"

#include <algorithm>

namespace domain::call {

namespace {

bool waits_for_answer(const party& of) {
  return std::ranges::any_of(of.waiting, [](const schema::call_event& x) {
    return std::holds_alternative<schema::call_answered>(x);
  });
}

/// The answer was told to a connection of the caller's that may have been dead
/// already; after a restart it may have been told to none. That the callee has
/// reported since that media flow says nothing of that.
bool may_have_missed_answer(const state& of, const party& who,
                            schema::timestamp now) {
  const auto& row = *of.row;
  return who.who == row.caller && row.answered_at && !of.caller_knows
         && !waits_for_answer(who) && now < *row.answered_at + of.unnoticed
         && (row.media == schema::call_media::agora || !of.answer.empty());
}

bool is_greeted(const state& of, schema::timestamp now) {
  if (of.row->is_live())
    return !of.elsewhere;
  const auto end = kept_until(of);
  return end && now < *end;
}

/// What `comer` has to hear first.
void greet(transition& t, party& of, const device& comer,
           schema::timestamp now) {
  const auto say = [&t, &of, &comer](schema::call_event what) {
    t.tellings.push_back({of.who, {comer.no}, std::move(what)});
  };
  if (t.after.row->state == schema::call_state::ringing) {
    if (of.who == t.after.callee.who)
      say(schema::call_incoming{t.after.row});
    return;
  }
  if (t.after.row->is_live() && may_have_missed_answer(t.after, of, now))
    say(schema::call_answered{t.after.row, t.after.answer});
  for (const auto& x : of.waiting)
    say(x);
  // The end is told to whoever comes: it may have rung on each.
  if (t.after.row->is_live())
    of.waiting.clear();
}

} // namespace

std::optional<schema::timestamp> kept_until(const state& of) {
  const bool is_waited_for =
    !of.caller.waiting.empty() || !of.callee.waiting.empty();
  if (of.row->is_live() || of.elsewhere || !is_waited_for)
    return std::nullopt;
  return *of.row->ended_at + of.unnoticed;
}

transition attach(const state& of, schema::user_no who, const device& what,
                  schema::timestamp now) {
  auto t = nothing_new(of);
  auto* party = find_party(t.after, who);
  if (party == nullptr || find_device(*party, what.no) != nullptr)
    return t;
  party->devices.push_back({what.no, what.media});
  note_presence(*party, t.after, now);
  if (what.media.has(t.after.row->media) && is_greeted(t.after, now))
    greet(t, *party, what, now);
  return t;
}

transition detach(const state& of, schema::user_no who, schema::device_no what,
                  schema::timestamp now) {
  auto t = nothing_new(of);
  auto* party = find_party(t.after, who);
  if (party == nullptr)
    return t;
  const bool was_known = has_speaker(*party);
  std::erase_if(party->devices,
                [what](const attendant& x) { return x.no == what; });
  std::erase_if(t.after.early,
                [what](const early_candidate& x) { return x.from == what; });
  if (was_known && !has_speaker(*party))
    t.after.heard_at = now;
  note_presence(*party, t.after, now);
  return t;
}

} // namespace domain::call
