#include "actors/conversation.hpp"

#include "actors/directory.hpp"
#include "actors/guarded.hpp"
#include "actors/outcome_relay.hpp"

#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>

namespace actors {

namespace {

/// Messages that one read of what was missed brings; more are read in turn.
constexpr std::int64_t missed_page = 100;

conversation_actor handle_of(conversation_actor::pointer self) {
  return conversation_actor{self};
}

} // namespace

conversation_state::~conversation_state() {
  if (env_ == nullptr)
    return;
  env_->metrics.conversations.add(-1);
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
  asked_ = true;
  outdated_ = false;
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
  if (outlet_->published() < state_.head.last_seq)
    fetch_missed();
  else
    resume();
}

void conversation_state::adopt(schema::conversation&& loaded) {
  state_ = std::move(loaded);
  recent_.clear();
  if (!outlet_)
    outlet_.emplace(env_->ids, state_.head.last_seq);
}

void conversation_state::fetch_missed() {
  if (outlet_->size() == 0) {
    // Nobody listens: nothing was missed.
    outlet_.emplace(env_->ids, state_.head.last_seq);
    resume();
    return;
  }
  asked_ = true;
  storage::history_query query;
  query.conversation = id_;
  query.limit = missed_page;
  query.after = outlet_->published().value;
  query.as_of = state_.head.last_seq.value;
  env_->store.read_history(
    query, [owner = handle_of(self_)](schema::result<storage::history_page> x) {
      caf::anon_send(
        owner, missed_atom_v,
        std::make_shared<schema::result<storage::history_page>>(std::move(x)));
    });
}

void conversation_state::on_missed(
  schema::result<storage::history_page>& missed) {
  asked_ = false;
  if (!missed || missed->messages.empty()) {
    phase_ = phase::distrusted;
    refuse_waiting(
      missed ? schema::error{schema::errc::unavailable, "Try again in a moment"}
             : missed.error());
    return;
  }
  if (outdated_)
    return load();
  for (auto& message : missed->messages) {
    if (message.seq.value == outlet_->published().value + 1) {
      const schema::keyed_message post{.message = std::move(message),
                                       .dedupe = std::nullopt};
      outlet_->publish(post, state_, nullptr);
    }
  }
  if (outlet_->published() < state_.head.last_seq)
    fetch_missed();
  else
    resume();
}

void conversation_state::resume() {
  phase_ = phase::ready;
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
}

// -- from outside -------------------------------------------------------------

void conversation_state::on_refresh() {
  outdated_ = asked_;
  if (phase_ == phase::ready)
    phase_ = phase::distrusted;
  load_if_settled();
}

void conversation_state::on_forget(const sink_ptr& out) {
  if (outlet_)
    outlet_->unlisten(out);
}

void conversation_state::distrust() {
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
    [=, &state](missed_atom, const missed_ptr& missed) {
      guard("missed", [&] { state.on_missed(*missed); });
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
