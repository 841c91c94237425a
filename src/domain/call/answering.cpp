#include "domain/call/parties.hpp"
#include "domain/call/steps.hpp"

#include <algorithm>

namespace domain::call {

namespace {

/// The devices that rang beside the one that answered hear that it is over.
void release_others(transition& t, schema::device_no winner) {
  auto& callee = t.after.callee;
  auto others = taking_part(callee, t.after);
  std::erase(others, winner);
  leave_to(callee, winner, place::lost);
  if (!others.empty())
    t.tellings.push_back(
      {callee.who, std::move(others), schema::call_taken{t.after.row}});
}

/// What was sent before there was anybody to send it to.
void deliver_early(transition& t, schema::device_no winner) {
  for (auto& x : t.after.early)
    if (x.from == winner)
      tell_or_keep(t, t.after.caller,
                   schema::call_candidate{t.after.row, std::move(x.payload)});
  t.after.early.clear();
  auto& callee = t.after.callee;
  for (auto& x : callee.waiting)
    tell(t, callee, std::move(x));
  callee.waiting.clear();
}

} // namespace

transition accept(const state& of, schema::device_no device,
                  const std::string& payload, schema::timestamp now) {
  transition t = nothing_new(of);
  auto row = next_version(of);
  row->state = schema::call_state::answered;
  // A clock that was set back must not make a duration longer than the call.
  row->answered_at = std::max(now, row->created_at);
  row->winner = device;
  store(t, row);
  t.after.answer = payload;
  release_others(t, device);
  tell_or_keep(t, t.after.caller, schema::call_answered{row, payload});
  deliver_early(t, device);
  return t;
}

} // namespace domain::call
