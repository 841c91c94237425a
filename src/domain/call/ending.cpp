#include "domain/call/parties.hpp"
#include "domain/call/steps.hpp"

#include <algorithm>

namespace domain::call {

transition finish(const state& of, ending how, schema::timestamp now) {
  transition t = nothing_new(of);
  auto row = next_version(of);
  row->state = schema::call_state::ended;
  row->end = how.why;
  row->ended_by = how.by;
  row->detail = std::move(how.detail);
  row->ended_at = std::max(now, row->answered_at.value_or(row->created_at));
  row->invite.clear();
  store(t, row);
  t.stored->frees = {std::min(row->caller, row->callee),
                     std::max(row->caller, row->callee)};
  t.after.answer.clear();
  t.after.early.clear();
  t.after.caller.waiting.clear();
  t.after.callee.waiting.clear();
  tell(t, t.after.caller, schema::call_ended{row, how.payload});
  tell(t, t.after.callee, schema::call_ended{row, how.payload});
  return t;
}

} // namespace domain::call
