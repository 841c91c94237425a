#include "domain/call/parties.hpp"
#include "domain/call/steps.hpp"

#include <algorithm>

namespace domain::call {

namespace {

/// Who is not here hears it when they come back soon (`attach`).
void tell_end(transition& t, party& whom, const schema::call_ended& what) {
  whom.waiting.clear();
  tell(t, whom, what);
  if (t.tellings.back().to.empty())
    whom.waiting.emplace_back(what);
}

} // namespace

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
  const schema::call_ended news{row, std::move(how.payload)};
  tell_end(t, t.after.caller, news);
  tell_end(t, t.after.callee, news);
  return t;
}

} // namespace domain::call
