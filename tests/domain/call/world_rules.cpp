#include "world.hpp"

#include <algorithm>

namespace model {

using namespace domain::call;
using schema::call_state;
using schema::user_no;

void world::check_write(const transition& t) const {
  if (!t.stored)
    return;
  const auto& w = *t.stored;
  if (w.expected) {
    require(stored_ != nullptr && *w.expected == stored_->version
              && w.row->version == *w.expected + 1,
            "a change names the version that it was decided on");
    require(stored_->is_live(), "an ended call changes no more");
    require(stored_->state <= w.row->state, "a call only moves on");
  } else {
    require(stored_ == nullptr && w.row->version == 1,
            "a new call has no past");
  }
  for (auto who : w.takes)
    require(!busy_[at(who)], "nobody is in two calls");
  require(std::ranges::is_sorted(w.takes) && std::ranges::is_sorted(w.frees),
          "rows are locked in one order");
}

void world::check_row(const schema::call& row) const {
  require(row.end.has_value() == !row.is_live(), "an end has one reason");
  require(row.ended_at.has_value() == !row.is_live(), "an end has a time");
  require(row.duration().count() >= 0, "a duration is not negative");
  const bool answered = row.state == call_state::answered
                        || row.state == call_state::ongoing
                        || row.end == schema::end_reason::completed;
  if (answered)
    require(row.winner && row.answered_at, "an answered call has a winner");
  if (!row.answered_at)
    require(row.duration().count() == 0 && !row.winner,
            "there is no duration without an answer");
}

void world::hear(const telling& x) {
  const auto& there = connected_[at(x.who)];
  const bool is_end = std::holds_alternative<schema::call_ended>(x.what);
  if (is_end)
    missed_end_[at(x.who)] = x.to.empty();
  if (is_end)
    require(++ends_heard_[at(x.who)] == 1, "each side is told of the end once");
  else
    require(ends_heard_[at(x.who)] == 0, "nothing is told after the end");
  for (auto no : x.to) {
    const auto found = std::ranges::find(there, no, &device::no);
    require(found != there.end(), "only who is connected is told");
    require(found->media.has(call_->row->media),
            "devices of other media hear nothing");
    auto& before = last_heard(no);
    require(before != heard::over, "a device hears nothing after the end");
    if (is_end || std::holds_alternative<schema::call_taken>(x.what))
      before = heard::over;
    else if (std::holds_alternative<schema::call_incoming>(x.what))
      before = heard::rings;
    else
      before = heard::goes_on;
  }
}

void world::check_end() {
  const auto busy = stored_->end == schema::end_reason::busy;
  require(ends_heard_[at(stored_->caller)] == 1,
          "the caller is told of the end");
  if (!busy)
    require(ends_heard_[at(stored_->callee)] == 1,
            "the callee is told of the end");
  for (const auto& [no, what] : heard_)
    for (const auto& devices : connected_)
      if (std::ranges::find(devices, no, &device::no) != devices.end())
        require(what == heard::over || what == heard::nothing,
                "no device is left ringing");
  check_late_commands();
  past_ = std::exchange(call_, std::nullopt);
  drop_past();
  stored_.reset();
}

void world::check_late_commands() const {
  for (auto who : people)
    for (auto what : commands()) {
      std::vector<std::optional<schema::device_no>> from{std::nullopt};
      if (!connected_[at(who)].empty())
        from.emplace_back(connected_[at(who)].back().no);
      for (auto device : from) {
        const auto t = decide(*call_, {who, device}, command_of(what), now_);
        require(!t || (!t->stored && t->tellings.empty()),
                "nothing follows from what comes after the end");
        require(t || what != action::kind::hang_up, "hanging up twice is fine");
        require(!t || what != action::kind::answer, "a late answer hears so");
      }
    }
  const auto late = domain::call::expire(*call_, now_ + 100 * unit);
  require(!late.stored && late.tellings.empty() && !next_deadline(*call_),
          "an ended call has no deadline");
}

// -- that it ends -------------------------------------------------------------

void world::run_out() const {
  auto copy = *this;
  for (int steps = 0; copy.call_; ++steps) {
    require(steps < 3, "a call that nobody touches ends");
    const auto due = next_deadline(*copy.call_);
    require(due.has_value(), "a call that nobody touches has a deadline");
    copy.now_ = std::max(copy.now_, *due);
    copy.follow(domain::call::expire(*copy.call_, copy.now_));
  }
}

void world::check_that_it_ends() const {
  if (!is_live())
    return;
  auto deserted = *this;
  for (auto who : people)
    while (!deserted.connected_[at(who)].empty())
      deserted.leave(who, deserted.connected_[at(who)].front().no);
  deserted.run_out();
  if (call_->row->state == call_state::ringing || !is_known_here())
    run_out();
  for (auto who : people) {
    auto hung_up = *this;
    hung_up.command({action::kind::hang_up, who});
    require(!hung_up.call_, "either can hang up");
  }
}

} // namespace model
