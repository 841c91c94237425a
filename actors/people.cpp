#include "actors/people.hpp"

#include "actors/guarded.hpp"

#include <caf/actor_system.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>

#include <algorithm>

namespace actors {

namespace {

constexpr std::chrono::seconds sweep_interval{60};

void tell(const session_actor& session, schema::result<budget_ptr> messages) {
  caf::anon_send(session, welcome_atom_v,
                 std::make_shared<const welcome>(welcome{std::move(messages)}));
}

} // namespace

void people_state::on_attach(const schema::identity_ptr& who,
                             const sink_ptr& out,
                             const session_actor& session) {
  auto& them = people_[who->no];
  std::erase_if(them.sinks, [](const auto& x) { return !x->is_open(); });
  const auto most = env_->limits.max_connections_per_user;
  if (most != 0 && them.sinks.size() >= most) {
    tell(session, schema::fail(schema::errc::rate_limited,
                               "Too many connections of this user",
                               std::chrono::seconds{5}));
    return;
  }
  if (!them.messages)
    them.messages =
      std::make_shared<domain::budget>(env_->limits.direct_messages_per_minute);
  them.sinks.push_back(out);
  tell(session, them.messages);
}

void people_state::on_detach(const schema::identity_ptr& who,
                             const sink_ptr& out) {
  const auto place = people_.find(who->no);
  if (place == people_.end())
    return;
  auto& them = place->second;
  std::erase(them.sinks, out);
  if (!them.sinks.empty())
    return;
  // Coming back must not make a spent budget whole.
  if (!them.messages || them.messages->is_full(env_->steady_now()))
    people_.erase(place);
  else
    sweep_later();
}

void people_state::sweep_later() {
  if (sweeping_)
    return;
  sweeping_ = true;
  caf::delayed_anon_send(people_actor{self_}, sweep_interval, sweep_atom_v);
}

void people_state::on_sweep() {
  sweeping_ = false;
  const auto now = env_->steady_now();
  bool left = false;
  std::erase_if(people_, [&](auto& entry) {
    auto& them = entry.second;
    if (!them.sinks.empty())
      return false;
    const bool whole = them.messages->is_full(now);
    left = left || !whole;
    return whole;
  });
  if (left)
    sweep_later();
}

people_actor::behavior_type
people_shard(people_actor::stateful_pointer<people_state> self,
             const context* env) {
  auto& state = self->state;
  state.start(self, *env);
  const auto nothing = [] {};
  return {
    [=, &state](attach_atom, const schema::identity_ptr& who,
                const sink_ptr& out, const session_actor& session) {
      guarded(
        "attach", [&] { state.on_attach(who, out, session); }, nothing);
    },
    [=, &state](detach_atom, const schema::identity_ptr& who,
                const sink_ptr& out) {
      guarded(
        "detach", [&] { state.on_detach(who, out); }, nothing);
    },
    [=, &state](sweep_atom) {
      guarded(
        "sweep", [&] { state.on_sweep(); }, nothing);
    },
  };
}

people::people(caf::actor_system& system, const context& env) {
  for (auto& shard : shards_)
    shard = system.spawn<caf::lazy_init>(people_shard, &env);
}

void people::stop() {
  for (const auto& shard : shards_)
    caf::anon_send_exit(shard, caf::exit_reason::user_shutdown);
}

const people_actor& people::shard_of(schema::user_no who) const {
  // Numbers are given in sequence: the low bits spread them evenly.
  return shards_[static_cast<std::size_t>(who.value) % shard_count];
}

} // namespace actors
