#include "actors/conversation.hpp"

#include "actors/directory.hpp"
#include "actors/guarded.hpp"
#include "actors/outcome_relay.hpp"
#include "actors/people.hpp"

#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace actors {

namespace {

/// Messages that one read of what was missed brings; more are read in turn.
constexpr std::int64_t missed_page = 100;

/// Instead of a replay's number.
constexpr std::uint64_t no_replay = 0;

conversation_actor handle_of(conversation_actor::pointer self) {
  return conversation_actor{self};
}

} // namespace

conversation_state::~conversation_state() {
  if (env_ == nullptr)
    return;
  env_->metrics.conversations.add(-1);
  env_->people->unwatch(watched_, self_->id());
  env_->directory->forget(id_, self_->id());
}

void conversation_state::start(conversation_actor::pointer self,
                               const context& env, schema::conversation_id id) {
  self_ = self;
  env_ = &env;
  id_ = id;
  env_->metrics.conversations.add(1);
  load();
}

// -- loading ------------------------------------------------------------------

void conversation_state::load() {
  phase_ = phase::loading;
  hide();
  asked_ = true;
  outdated_ = false;
  displaced_ = false;
  env_->metrics.conversations_loaded.add();
  env_->store.load_conversation(
    id_, [owner = handle_of(self_)](schema::result<schema::conversation> x) {
      caf::anon_send(
        owner, loaded_atom_v,
        std::make_shared<schema::result<schema::conversation>>(std::move(x)));
    });
}

void conversation_state::load_if_settled() {
  if (phase_ != phase::distrusted || !submitted_.empty() || asked_)
    return;
  env_->metrics.conversations_reloaded.add();
  load();
}

void conversation_state::on_loaded(
  schema::result<schema::conversation>& loaded) {
  asked_ = false;
  if (outdated_)
    return load();
  if (!loaded) {
    // Whoever asks next makes it try again.
    phase_ = phase::distrusted;
    refuse_waiting(loaded.error());
    return;
  }
  adopt(std::move(*loaded));
  begin_if_complete();
}

void conversation_state::adopt(schema::conversation&& loaded) {
  keep_later_marks(loaded);
  state_ = std::move(loaded);
  recent_.clear();
  authors_.clear();
  if (!outlet_)
    outlet_.emplace(env_->ids, state_.head);
  watch_members();
}

/// Cursors have no fence: one may have been stored after this was read, and
/// been acknowledged before it came here.
void conversation_state::keep_later_marks(schema::conversation& loaded) {
  for (auto& m : loaded.members) {
    const auto* known = state_.find_member(m.no);
    if (known == nullptr)
      continue;
    if (known->seen.delivered > m.seen.delivered) {
      m.seen.delivered = known->seen.delivered;
      m.seen.delivered_at = known->seen.delivered_at;
    }
    if (known->seen.read > m.seen.read) {
      m.seen.read = known->seen.read;
      m.seen.read_at = known->seen.read_at;
      uncounted_.push_back(m.no);
    }
  }
}

/// What is published reaches every socket of every member: none is published
/// before it is known who is there.
void conversation_state::watch_members() {
  std::vector<schema::user_no> members;
  members.reserve(state_.members.size());
  for (const auto& m : state_.members)
    members.push_back(m.no);
  std::ranges::sort(members);
  std::vector<schema::user_no> fresh, gone;
  std::ranges::set_difference(members, watched_, std::back_inserter(fresh));
  std::ranges::set_difference(watched_, members, std::back_inserter(gone));
  watched_ = std::move(members);
  unanswered_ += env_->people->watch(fresh, handle_of(self_));
  env_->people->unwatch(gone, self_->id());
}

void conversation_state::on_watched(const std::vector<presence>& present) {
  on_appear(present);
  --unanswered_;
  begin_if_complete();
}

void conversation_state::begin_if_complete() {
  if (phase_ != phase::loading || asked_ || unanswered_ > 0)
    return;
  if (outdated_)
    return load();
  if (outlet_->rev() < state_.head.rev)
    fetch_missed();
  else
    go_on();
}

void conversation_state::fetch_missed() {
  if (outlet_->is_deaf()) {
    // Nobody listens: nothing was missed.
    outlet_->skip_to(state_.head);
    go_on();
    return;
  }
  asked_ = true;
  env_->store.read_changes(
    state_.no, outlet_->rev(), missed_page,
    [owner = handle_of(self_)](schema::result<std::vector<schema::message>> x) {
      caf::anon_send(
        owner, changes_atom_v, no_replay,
        std::make_shared<schema::result<std::vector<schema::message>>>(
          std::move(x)));
    });
}

void conversation_state::publish_missed(
  schema::result<std::vector<schema::message>>& missed) {
  asked_ = false;
  if (!missed) {
    phase_ = phase::distrusted;
    refuse_waiting(missed.error());
    return;
  }
  if (outdated_)
    return load();
  const bool all = missed->size() < missed_page;
  for (auto& message : *missed)
    if (message.rev <= state_.head.rev)
      outlet_->publish_stored(
        std::make_shared<const schema::message>(std::move(message)), state_);
  if (all)
    outlet_->skip_to(state_.head);
  begin_if_complete();
}

void conversation_state::go_on() {
  phase_ = phase::ready;
  for (const auto& to : std::exchange(arriving_, {}))
    begin_replay(to);
  for (const auto& asked : std::exchange(inquiries_, {}))
    describe(*asked);
  if (!uncounted_.empty())
    count();
  // Each decision may end the readiness again; what is left waits on.
  while (phase_ == phase::ready && !overtaken_.empty()) {
    const auto by = std::move(overtaken_.front());
    overtaken_.pop_front();
    decide(by);
  }
  while (phase_ == phase::ready && !waiting_.empty()) {
    const auto by = std::move(waiting_.front());
    waiting_.pop_front();
    decide(by);
  }
}

void conversation_state::refuse_waiting(const schema::error& why) {
  for (auto* queue : {&overtaken_, &waiting_}) {
    for (const auto& by : *queue)
      refuse(*by, why);
    queue->clear();
  }
  for (const auto& to : std::exchange(arriving_, {}))
    to->done(schema::failure{why});
  // The store says itself why not.
  for (const auto& asked : std::exchange(inquiries_, {}))
    asked->done(nullptr);
}

// -- from outside -------------------------------------------------------------

void conversation_state::on_refresh() {
  hide();
  outdated_ = asked_ || unanswered_ > 0;
  if (phase_ == phase::ready)
    phase_ = phase::distrusted;
  load_if_settled();
}

void conversation_state::on_describe(inquiry_ptr asked) {
  if (phase_ == phase::loading)
    inquiries_.push_back(std::move(asked));
  else if (phase_ == phase::ready)
    describe(*asked);
  else
    asked->done(nullptr);
}

void conversation_state::describe(const inquiry& asked) {
  if (!showcase_)
    showcase_ = std::make_shared<showcase>();
  if (!showcase_->look()) {
    auto now = std::make_shared<schema::conversation>(state_);
    // What is decided and not stored yet is for nobody's eyes.
    now->head.rev = outlet_->rev();
    now->head.last_seq = outlet_->seq();
    showcase_->show(std::move(now));
  }
  asked.done(showcase_);
}

/// Before anybody hears of what is new: they may read at once.
void conversation_state::hide() {
  if (showcase_)
    showcase_->show(nullptr);
}

void conversation_state::on_forget(const sink_ptr& out) {
  drop_replays(out);
  if (outlet_)
    outlet_->unlisten(out);
}

void conversation_state::distrust() {
  hide();
  if (!asked_)
    phase_ = phase::distrusted;
  load_if_settled();
}

void conversation_state::give_up_on(const request& by) {
  distrust();
  refuse(by, {schema::errc::internal, "Something went wrong"});
}

conversation_actor::behavior_type
conversation(conversation_actor::stateful_pointer<conversation_state> self,
             const context* env, schema::conversation_id id) {
  auto& state = self->state;
  state.start(self, *env, id);
  const auto guard = [&state](const char* where, auto&& body) {
    guarded(where, body, [&state] { state.distrust(); });
  };
  return {
    [=, &state](execute_atom, const request_ptr& by) {
      guarded(
        "execute", [&] { state.on_execute(by); },
        [&] { state.give_up_on(*by); });
    },
    [=, &state](outcomes_atom, const outcomes_ptr& outcomes) {
      guard("outcomes", [&] { state.on_outcomes(*outcomes); });
    },
    [=, &state](loaded_atom, const loaded_ptr& loaded) {
      guard("loaded", [&] { state.on_loaded(*loaded); });
    },
    [=, &state](watched_atom, const presences_ptr& present) {
      guard("watched", [&] { state.on_watched(*present); });
    },
    [=, &state](changes_atom, std::uint64_t replay,
                const changes_ptr& changes) {
      guard("changes", [&] { state.on_changes(replay, *changes); });
    },
    [=, &state](looked_up_atom, const request_ptr& by, const page_ptr& page) {
      guarded(
        "looked_up", [&] { state.on_looked_up(by, *page); },
        [&] { state.give_up_on(*by); });
    },
    [=, &state](counted_atom, const page_ptr& page) {
      guard("counted", [&] { state.on_counted(*page); });
    },
    [=, &state](resume_atom, const resume_ptr& to) {
      guard("resume", [&] { state.on_resume(to); });
    },
    [=, &state](describe_atom, const inquiry_ptr& asked) {
      guard("describe", [&] { state.on_describe(asked); });
    },
    [=, &state](wake_atom, std::uint64_t number) {
      guard("wake", [&] { state.on_wake(number); });
    },
    [=, &state](appear_atom, const presences_ptr& present) {
      guard("appear", [&] { state.on_appear(*present); });
    },
    [=, &state](vanish_atom, const sink_ptr& out) {
      guard("vanish", [&] { state.on_vanish(out); });
    },
    [=, &state](hush_atom, const sink_ptr& out, bool on) {
      guard("hush", [&] { state.on_hush(out, on); });
    },
    [=, &state](refresh_atom) {
      guard("refresh", [&] { state.on_refresh(); });
    },
    [=, &state](forget_atom, const sink_ptr& out) {
      guard("forget", [&] { state.on_forget(out); });
    },
  };
}

} // namespace actors
