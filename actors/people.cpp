#include "actors/people.hpp"

#include "actors/budgets.hpp"
#include "actors/guarded.hpp"

#include <caf/actor_system.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>

#include <algorithm>

namespace actors {

namespace {

/// Longer than a sign-in can be under way: the transport closes a socket that
/// is not connected in time.
constexpr std::chrono::minutes remembered{2};

void tell(const session_actor& session, schema::result<budget_ptr> messages) {
  caf::anon_send(session, welcome_atom_v,
                 std::make_shared<const welcome>(welcome{std::move(messages)}));
}

} // namespace

void people_state::on_attach(const schema::identity_ptr& who,
                             const sink_ptr& out,
                             const session_actor& session) {
  if (is_shut_out(who->no)) {
    tell(session,
         schema::fail(schema::errc::forbidden, "This user is banned."));
    return;
  }
  auto& them = people_[who->no].connections;
  std::erase_if(them, [](const auto& x) { return !x.out->is_open(); });
  const auto most = env_->limits.max_connections_per_user;
  if (most != 0 && them.size() >= most) {
    tell(session, schema::fail(schema::errc::rate_limited,
                               "Too many connections of this user",
                               std::chrono::seconds{5}));
    return;
  }
  them.push_back({out, session});
  tell(session, env_->budgets->of(who->no, env_->steady_now()));
}

void people_state::on_detach(const schema::identity_ptr& who,
                             const sink_ptr& out) {
  const auto place = people_.find(who->no);
  if (place == people_.end())
    return;
  auto& them = place->second.connections;
  std::erase_if(them, [&out](const auto& x) { return x.out == out; });
  if (them.empty())
    people_.erase(place);
}

void people_state::on_shut_out(schema::user_no who) {
  const auto now = env_->steady_now();
  std::erase_if(shut_out_, [now](const auto& x) { return x.second <= now; });
  shut_out_[who] = now + remembered;
  const auto place = people_.find(who);
  if (place == people_.end())
    return;
  for (const auto& x : place->second.connections)
    caf::anon_send(x.session, shut_out_atom_v, who);
}

void people_state::on_let_in(schema::user_no who) {
  shut_out_.erase(who);
}

bool people_state::is_shut_out(schema::user_no who) const {
  const auto found = shut_out_.find(who);
  return found != shut_out_.end() && found->second > env_->steady_now();
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
    [=, &state](shut_out_atom, schema::user_no who) {
      guarded(
        "shut_out", [&] { state.on_shut_out(who); }, nothing);
    },
    [=, &state](let_in_atom, schema::user_no who) {
      guarded(
        "let_in", [&] { state.on_let_in(who); }, nothing);
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
