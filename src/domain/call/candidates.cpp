#include "domain/call/candidates.hpp"

#include "domain/call/parties.hpp"
#include "domain/call/steps.hpp"

namespace domain::call {

namespace {

std::size_t bytes_of(const schema::call_event& x) {
  if (const auto* candidate = std::get_if<schema::call_candidate>(&x))
    return candidate->payload.size();
  return 0;
}

schema::result<void> check_room(const state& of, std::size_t more) {
  auto count =
    of.early.size() + of.caller.waiting.size() + of.callee.waiting.size();
  auto bytes = more;
  for (const auto& x : of.early)
    bytes += x.payload.size();
  for (const auto* side : {&of.caller, &of.callee})
    for (const auto& x : side->waiting)
      bytes += bytes_of(x);
  if (++count > most_waiting || bytes > most_waiting_bytes)
    return schema::fail(schema::errc::overloaded,
                        "Too much waits for the other side");
  return {};
}

/// True if nobody can be told yet.
bool has_to_wait(const state& of, const party& to) {
  return of.row->state == schema::call_state::ringing
         || taking_part(to, of).empty();
}

} // namespace

schema::result<transition> relay(const state& of, const speaker& by,
                                 const schema::send_candidate& what) {
  if (auto ok = check_payload(what.payload); !ok)
    return schema::failure{ok.error()};
  auto t = nothing_new(of);
  auto& to = other_party(t.after, by.who);
  const schema::call_candidate news{of.row, what.payload};
  if (!has_to_wait(of, to)) {
    tell(t, to, news);
    return t;
  }
  if (auto ok = check_room(of, what.payload.size()); !ok)
    return schema::failure{ok.error()};
  const bool ringing = of.row->state == schema::call_state::ringing;
  if (ringing && by.who == of.callee.who)
    t.after.early.push_back({*by.device, what.payload});
  else
    to.waiting.push_back(news);
  return t;
}

} // namespace domain::call
