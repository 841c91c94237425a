#include "actors/conversation.hpp"
#include "actors/outcome_relay.hpp"
#include "base/log.hpp"

#include <algorithm>

namespace actors {

namespace {

using schema::errc;
using storage::verdict;

/// How often a command is decided again after another server was first.
constexpr int most_attempts = 3;

} // namespace

void conversation_state::on_outcomes(
  const std::vector<storage::outcome>& outcomes) {
  for (const auto& outcome : outcomes) {
    if (auto cursor = marked_.extract(outcome.token)) {
      settle(std::move(cursor.mapped()), outcome.verdict);
      continue;
    }
    // Nearly always the front. What was never sent is given up while a commit
    // before it is still in doubt, so it may stand further back.
    const auto place =
      std::ranges::find(submitted_, outcome.token, &submitted::token);
    if (place == submitted_.end()) {
      base::log::error("a verdict came twice", "conversation={} token={}",
                       id_.to_string(), outcome.token);
      continue;
    }
    auto entry = std::move(*place);
    submitted_.erase(place);
    settle(std::move(entry), outcome);
  }
  if (submitted_.empty() && marked_.empty())
    relay_.reset();
  if (submitted_.empty())
    load_if_settled();
}

void conversation_state::settle(marked&& entry, storage::verdict how) {
  if (how != verdict::committed) {
    refuse(*entry.by,
           {errc::unavailable, "The service is not available; try again soon",
            std::chrono::milliseconds{1000}});
    return;
  }
  const bool exact = domain::apply(state_, entry.event, authors_);
  succeed(entry.by->route(), "{}");
  outlet_->publish(entry.event, state_);
  const auto who = entry.event.who;
  if (!exact || (outlet_->has_others(who) && !outlet_->last()))
    count_again(who);
  else
    outlet_->update(who, state_);
}

void conversation_state::publish(const submitted& entry) {
  hide();
  if (entry.post) {
    recent_.add(entry.post);
    outlet_->publish(entry.post, state_, entry.by.get());
    note_delivered();
    return;
  }
  // A retry of the message itself has to find the tombstone.
  recent_.clear();
  outlet_->publish(schema::message_deleted{entry.tombstone}, state_,
                   entry.by.get());
  if (!entry.exact || (outlet_->has_others() && !outlet_->last()))
    for (const auto& m : state_.members)
      count_again(m.no);
}

void conversation_state::settle(submitted&& entry,
                                const storage::outcome& outcome) {
  if (outcome.verdict == verdict::committed) {
    publish(entry);
    return;
  }
  // What was decided after this row rests on it.
  phase_ = phase::distrusted;
  hide();
  switch (outcome.verdict) {
  case verdict::committed:
    break;
  case verdict::stale:
    settle_stale(std::move(entry.by));
    break;
  case verdict::duplicate:
    displaced_ = true;
    answer_duplicate(*entry.by, *entry.post, *outcome.existing);
    break;
  case verdict::refused:
    displaced_ = true;
    if (entry.tombstone) {
      // Somebody else deleted it: looked up again, that shows.
      entry.by->subject = nullptr;
      settle_stale(std::move(entry.by));
      break;
    }
    refuse(*entry.by,
           {errc::validation_failed, "The message could not be stored"});
    break;
  case verdict::unavailable:
    refuse(*entry.by,
           {errc::unavailable, "The service is not available; try again soon",
            std::chrono::milliseconds{1000}});
    break;
  }
}

void conversation_state::settle_stale(request_ptr by) {
  // What rested on a row of ours was overtaken by nobody: each such time
  // settles a command at least, so that it ends without a count.
  if (!displaced_ && ++by->attempts > most_attempts) {
    refuse(*by, {errc::unavailable, "Others were faster; try again",
                 std::chrono::milliseconds{1000}});
    return;
  }
  overtaken_.push_back(std::move(by));
}

void conversation_state::answer_duplicate(const request& by,
                                          const schema::keyed_message& mine,
                                          const schema::keyed_message& stored) {
  if (mine.body_hash != stored.body_hash) {
    refuse(by, {errc::conflict,
                "This clientMessageId was used for another message"});
    return;
  }
  outlet_->acknowledge(stored.message, state_, by);
}

} // namespace actors
