// Who is there: what reached them, who types, what is unread.

#include "actors/conversation.hpp"
#include "actors/people.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace actors {

namespace {

/// A client that is suspended while its user types says no more; well-behaved
/// ones say so again every few seconds.
constexpr std::chrono::seconds typing_lasts{6};

/// Behind a count that the store did not give.
constexpr std::chrono::seconds count_pause{1};

} // namespace

// -- presence -----------------------------------------------------------------

void conversation_state::on_appear(const std::vector<presence>& present) {
  for (const auto& socket : present)
    outlet_->appear(socket);
}

void conversation_state::on_vanish(const sink_ptr& out) {
  drop_replays(out);
  outlet_->vanish(out);
  for (auto i = typing_.begin(); i != typing_.end();) {
    if (outlet_->knows(i->first)) {
      ++i;
      continue;
    }
    outlet_->publish(schema::typing_changed{i->first, false}, state_);
    i = typing_.erase(i);
  }
}

/// Told of when all that was published before was, or is being, told to it.
void conversation_state::on_hush(const sink_ptr& out, bool on) {
  if (!outlet_)
    return;
  if (on && replay_to(out) == nullptr)
    outlet_->hush(out);
  if (on)
    return;
  const auto who = outlet_->let_hear(out);
  if (who && state_.members.size() <= schema::most_receipted)
    deliver_to(*who);
}

// -- delivered ----------------------------------------------------------------

void conversation_state::note_delivered() {
  const auto sender = outlet_->last()->sender;
  for (const auto who : outlet_->reached())
    if (who != sender)
      deliver_to(who);
}

void conversation_state::deliver_to(schema::user_no who) {
  const auto upto = outlet_->seq();
  const auto at = env_->now();
  if (!domain::deliver(state_, who, upto, at))
    return;
  // Nobody waits for it, and what is lost in a crash is found out again.
  (void)env_->store.journal().submit(
    storage::cursor_entry{.token = 0,
                          .conversation = state_.no,
                          .who = who,
                          .read = std::nullopt,
                          .delivered = upto,
                          .at = at,
                          .marked = false,
                          .receiver = nullptr});
}

// -- unread -------------------------------------------------------------------

/// What is unread has to be counted, or the last message to be read, before
/// `whom` can be told how things stand. Posts go on meanwhile.
void conversation_state::count_again(schema::user_no whom) {
  if (std::ranges::find(uncounted_, whom) == uncounted_.end())
    uncounted_.push_back(whom);
  count();
}

void conversation_state::count() {
  if (std::exchange(counting_, true))
    return;
  storage::history_query query;
  query.conversation = id_;
  query.limit = 1;
  query.counts_unread = true;
  env_->store.read_history(query, [owner = conversation_actor{self_}](
                                    schema::result<storage::history_page> x) {
    caf::anon_send(
      owner, counted_atom_v,
      std::make_shared<schema::result<storage::history_page>>(std::move(x)));
  });
}

void conversation_state::count_after_pause() {
  counting_ = false;
  count();
}

void conversation_state::on_counted(
  const schema::result<storage::history_page>& page) {
  counting_ = false;
  // Whoever waits is counted again then.
  if (phase_ != phase::ready)
    return load_if_settled();
  if (!page && !page.error().is_passing()) {
    uncounted_.clear();
    return distrust();
  }
  if (!page) {
    counting_ = true;
    return env_->people->wake_later(conversation_actor{self_}, to_count_again,
                                    count_pause);
  }
  if (!page->messages.empty())
    outlet_->remember_last(
      std::make_shared<const schema::message>(page->messages.back()));
  const auto& then = page->conversation;
  for (auto& m : state_.members) {
    const auto* stored = then.find_member(m.no);
    if (stored == nullptr || stored->seen.read != m.seen.read)
      continue;
    const auto since =
      authors_.others_after(then.head.last_seq, state_.head.last_seq, m.no);
    if (!since)
      return distrust();
    m.unread = std::min(stored->unread + *since, schema::more_unread);
  }
  for (const auto who : std::exchange(uncounted_, {}))
    outlet_->update(who, state_);
}

// -- typing -------------------------------------------------------------------

void conversation_state::note_typing(schema::user_no who, bool active) {
  if (!active) {
    typing_.erase(who);
    return;
  }
  typing_[who] = env_->steady_now() + typing_lasts;
  if (!std::exchange(typing_timer_, true))
    env_->people->wake_later(conversation_actor{self_}, typing_may_end,
                             typing_lasts);
}

void conversation_state::end_typing() {
  typing_timer_ = false;
  const auto now = env_->steady_now();
  for (auto i = typing_.begin(); i != typing_.end();) {
    if (i->second > now) {
      ++i;
      continue;
    }
    outlet_->publish(schema::typing_changed{i->first, false}, state_);
    i = typing_.erase(i);
  }
  if (typing_.empty())
    return;
  const auto first = std::ranges::min_element(
    typing_, {}, [](const auto& x) { return x.second; });
  typing_timer_ = true;
  env_->people->wake_later(
    conversation_actor{self_}, typing_may_end,
    std::chrono::ceil<std::chrono::milliseconds>(first->second - now));
}

} // namespace actors
