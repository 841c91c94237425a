// Sockets that come back: what they lack is told before what happens now.

#include "actors/conversation.hpp"
#include "actors/people.hpp"
#include "domain/permissions.hpp"

#include <caf/send.hpp>

#include <algorithm>

namespace actors {

namespace {

constexpr std::int64_t replay_page = 100;

/// How long a socket that takes nothing in is left alone.
constexpr std::chrono::milliseconds breather{20};

/// Behind a read that failed.
constexpr std::chrono::milliseconds retry_pause{250};

} // namespace

void conversation_state::on_resume(resume_ptr who) {
  if (phase_ == phase::ready)
    return begin_replay(who);
  arriving_.push_back(std::move(who));
  load_if_settled();
}

void conversation_state::begin_replay(const resume_ptr& to) {
  const auto allowed =
    domain::authorise(*to->who, domain::action::listen, state_);
  if (!allowed)
    return to->done(schema::failure{allowed.error()});
  // A newer one takes the place of what still runs, and what it hears already
  // it hears again: in order.
  drop_replays(to->route.out);
  const bool listens = to->listens || outlet_->listens(to->route.out);
  outlet_->unlisten(to->route.out);
  outlet_->mute(to->route.out, true);
  const auto number = ++last_token_;
  replays_.emplace(number, replay{to, to->seen.rev, {}, listens});
  continue_replay(number);
}

void conversation_state::continue_replay(std::uint64_t number) {
  auto& mine = replays_.at(number);
  const auto owner = conversation_actor{self_};
  if (mine.at >= outlet_->rev())
    return finish_replay(number);
  if (mine.to->route.out->is_congested()) {
    env_->people->wake_later(owner, number, breather);
    return;
  }
  mine.asked_at = outlet_->rev();
  env_->store.read_changes(
    state_.no, mine.at, replay_page,
    [owner, number](schema::result<std::vector<schema::message>> x) {
      caf::anon_send(
        owner, changes_atom_v, number,
        std::make_shared<schema::result<std::vector<schema::message>>>(
          std::move(x)));
    });
}

void conversation_state::on_wake(std::uint64_t number) {
  if (number == typing_may_end)
    end_typing();
  else if (number == to_count_again)
    count_after_pause();
  else if (replays_.contains(number))
    continue_replay(number);
}

void conversation_state::on_changes(
  std::uint64_t number, schema::result<std::vector<schema::message>>& changes) {
  if (number == 0)
    return publish_missed(changes);
  const auto place = replays_.find(number);
  if (place == replays_.end())
    return;
  auto& mine = place->second;
  if (!mine.to->route.out->is_open()) {
    replays_.erase(place);
    return;
  }
  // Giving up would leave a socket deaf that was told that it listens.
  if (!changes && changes.error().is_passing())
    return env_->people->wake_later(conversation_actor{self_}, number,
                                    retry_pause);
  if (!changes)
    return finish_replay(number, changes.error());
  // What is stored but not published yet comes as it happens.
  for (const auto& message : *changes)
    if (message.rev > mine.at && message.rev <= outlet_->rev()) {
      // A page of long messages, or pages of several conversations at once,
      // would pass the bound of the queue. The rest is read again.
      if (mine.to->route.out->is_congested())
        return continue_replay(number);
      outlet_->replay(message, mine.to->seen.seq, state_, mine.to->route);
      mine.at = message.rev;
    }
  // Not every rev left something to be told.
  if (changes->size() < replay_page)
    mine.at = std::max(mine.at, mine.asked_at);
  continue_replay(number);
}

void conversation_state::finish_replay(
  std::uint64_t number, const std::optional<schema::error>& why) {
  const auto mine = std::move(replays_.extract(number).mapped());
  outlet_->mute(mine.to->route.out, false);
  if (why) {
    // It would miss what it does not know of; so it comes back, with its
    // cursors.
    if (mine.listens)
      mine.to->route.out->close(close_reason::internal);
    return mine.to->done(schema::failure{*why});
  }
  const auto who = mine.to->who->no;
  if (mine.listens)
    outlet_->attach(who, mine.to->route);
  if (state_.members.size() <= schema::most_receipted)
    deliver_to(who);
  mine.to->done(schema::cursor{id_, outlet_->seq(), outlet_->rev()});
}

void conversation_state::drop_replays(const sink_ptr& out) {
  std::erase_if(replays_,
                [&](const auto& x) { return x.second.to->route.out == out; });
  std::erase_if(arriving_, [&](const auto& x) { return x->route.out == out; });
}

conversation_state::replay* conversation_state::replay_to(const sink_ptr& out) {
  const auto place = std::ranges::find_if(
    replays_, [&](const auto& x) { return x.second.to->route.out == out; });
  return place == replays_.end() ? nullptr : &place->second;
}

} // namespace actors
