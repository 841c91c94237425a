#include "domain/call/resume.hpp"

#include "domain/call/parties.hpp"
#include "domain/call/steps.hpp"

namespace domain::call {

namespace {

/// The other server's devices won, or one of ours whose answer it stored.
void lose_to(transition& t, std::optional<schema::device_no> winner) {
  auto& callee = t.after.callee;
  auto others = taking_part(callee, t.after);
  if (winner)
    std::erase(others, *winner);
  leave_to(callee, winner.value_or(schema::device_no{}), place::lost);
  if (!others.empty())
    t.tellings.push_back(
      {callee.who, std::move(others), schema::call_taken{t.after.row}});
}

} // namespace

state restore(schema::call_ptr row, const settings& s, schema::timestamp now) {
  auto made = make_state(std::move(row), s, now);
  const auto& call = *made.row;
  made.caller = make_party(call.caller, {}, call.media, now);
  made.callee = make_party(call.callee, {}, call.media, now);
  made.restored_at = now;
  return made;
}

transition reload(const state& of, schema::call_ptr row,
                  schema::timestamp now) {
  auto t = nothing_new(of);
  const auto before = of.row->state;
  t.after.row = std::move(row);
  if (before == schema::call_state::ended)
    return t;
  t.after.early.clear();
  if (!t.after.row->is_live()) {
    // Who is not here may have heard of it there.
    for (auto* side : {&t.after.caller, &t.after.callee}) {
      side->waiting.clear();
      if (!taking_part(*side, t.after).empty())
        tell(t, *side, schema::call_ended{t.after.row, {}});
    }
    return t;
  }
  if (before == schema::call_state::ringing
      && t.after.row->state != schema::call_state::ringing) {
    lose_to(t, t.after.row->winner);
    tell_or_keep(t, t.after.caller, schema::call_answered{t.after.row, {}});
  }
  note_presence(t.after.callee, t.after, now);
  return t;
}

} // namespace domain::call
