#include "domain/call/deadlines.hpp"

#include "domain/call/parties.hpp"
#include "domain/call/steps.hpp"

#include <algorithm>

namespace domain::call {

namespace {

using schema::timestamp;

timestamp end_of_absence(const party& of, const state& in) {
  return of.absent_since ? *of.absent_since + in.grace : timestamp::max();
}

timestamp end_of_ringing(const state& of) {
  return of.row->state == schema::call_state::ringing ? of.row->ring_until
                                                      : timestamp::max();
}

/// Both came back, and neither may know of it any more.
timestamp end_of_silence(const state& of) {
  const bool is_known = has_speaker(of.caller) || has_speaker(of.callee);
  return is_known ? timestamp::max() : of.heard_at + of.silence;
}

timestamp end_of_patience(const state& of) {
  if (of.elsewhere)
    return timestamp::max();
  const auto caller = end_of_absence(of.caller, of);
  if (of.row->state == schema::call_state::ringing)
    return caller;
  return std::min({caller, end_of_absence(of.callee, of), end_of_silence(of)});
}

} // namespace

std::optional<timestamp> next_deadline(const state& of) {
  if (!of.row->is_live())
    return std::nullopt;
  const auto first = std::min(end_of_ringing(of), end_of_patience(of));
  if (first == timestamp::max())
    return std::nullopt;
  return first;
}

transition expire(const state& of, timestamp now) {
  const auto due = next_deadline(of);
  if (!due || now < *due)
    return nothing_new(of);
  // After a long stop both may be over: what came first counts.
  const auto why = end_of_ringing(of) <= end_of_patience(of)
                     ? schema::end_reason::no_answer
                     : schema::end_reason::network_error;
  return finish(of, {.why = why}, now);
}

} // namespace domain::call
