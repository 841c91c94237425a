#include "actors/people.hpp"

#include "actors/budgets.hpp"
#include "actors/calls.hpp"
#include "actors/guarded.hpp"
#include "actors/tell.hpp"

#include <caf/actor_system.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>

#include <algorithm>
#include <memory>

namespace actors {

namespace {

/// Longer than a sign-in can be under way: the transport closes a socket that
/// is not connected in time.
constexpr std::chrono::minutes remembered{2};

template<class... Ts>
void tell_owner(const caf::weak_actor_ptr& owner, const Ts&... xs) {
  if (const auto live = caf::actor_cast<caf::strong_actor_ptr>(owner))
    caf::anon_send(caf::actor_cast<watcher_actor>(live), xs...);
}

} // namespace

void people_state::forget_if_idle(position p) {
  if (p->second.sockets.empty() && p->second.watchers.empty())
    people_.erase(p);
}

void people_state::on_attach(const presences_ptr& arrival,
                             const session_actor& session) {
  const auto& socket = arrival->front();
  if (is_shut_out(socket.who)) {
    tell(session, news::welcome{schema::fail(schema::errc::forbidden,
                                             "This user is banned.")});
    return;
  }
  auto& them = people_[socket.who];
  std::erase_if(them.sockets,
                [](const auto& x) { return !x.socket.out->is_open(); });
  const auto most = env_->limits.max_connections_per_user;
  if (most != 0 && them.sockets.size() >= most) {
    tell(session,
         news::welcome{schema::fail(schema::errc::rate_limited,
                                    "Too many connections of this user",
                                    std::chrono::seconds{5})});
    return;
  }
  them.sockets.push_back({socket, session});
  // Before the session knows: what it then asks these finds them informed.
  for (const auto& x : them.watchers)
    tell_owner(x.owner, appear_atom_v, arrival);
  tell(session,
       news::welcome{env_->budgets->of(socket.who, env_->steady_now())});
  if (!them.watchers.empty())
    tell(session, news::awaited{});
}

void people_state::on_appear(const presences_ptr& arrival) {
  const auto p = people_.find(arrival->front().who);
  if (p == people_.end())
    return;
  for (const auto& x : p->second.watchers)
    tell_owner(x.owner, appear_atom_v, arrival);
}

void people_state::on_hush(schema::user_no who, const sink_ptr& out, bool on) {
  const auto p = people_.find(who);
  if (p == people_.end())
    return;
  for (auto& x : p->second.sockets)
    if (x.socket.out == out)
      x.socket.catches_up = on;
  for (const auto& x : p->second.watchers)
    tell_owner(x.owner, hush_atom_v, out, on);
}

void people_state::on_detach(const schema::identity_ptr& who,
                             const sink_ptr& out) {
  const auto p = people_.find(who->no);
  if (p == people_.end())
    return;
  auto& them = p->second;
  std::erase_if(them.sockets,
                [&](const auto& x) { return x.socket.out == out; });
  for (const auto& x : them.watchers)
    tell_owner(x.owner, vanish_atom_v, out);
  forget_if_idle(p);
}

void people_state::on_watch(const std::vector<schema::user_no>& whom,
                            const watcher_actor& owner) {
  auto present = std::make_shared<std::vector<presence>>();
  for (const auto who : whom) {
    auto& them = people_[who];
    them.watchers.push_back(
      {owner->id(), caf::actor_cast<caf::weak_actor_ptr>(owner)});
    for (const auto& x : them.sockets) {
      present->push_back(x.socket);
      if (!x.socket.out->is_connected())
        tell(x.session, news::awaited{});
    }
  }
  caf::anon_send(owner, watched_atom_v, presences_ptr{std::move(present)});
}

void people_state::on_unwatch(const std::vector<schema::user_no>& whom,
                              caf::actor_id owner) {
  for (const auto who : whom) {
    const auto p = people_.find(who);
    if (p == people_.end())
      continue;
    std::erase_if(p->second.watchers,
                  [&](const auto& x) { return x.id == owner; });
    forget_if_idle(p);
  }
}

void people_state::on_shut_out(schema::user_no who) {
  const auto now = env_->steady_now();
  std::erase_if(shut_out_, [now](const auto& x) { return x.second <= now; });
  shut_out_[who] = now + remembered;
  const auto place = people_.find(who);
  if (place == people_.end())
    return;
  for (const auto& x : place->second.sockets)
    tell(x.session, news::shut_out{who});
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
    [=, &state](attach_atom, const presences_ptr& arrival,
                const session_actor& session) {
      guarded(
        "attach", [&] { state.on_attach(arrival, session); }, nothing);
    },
    [=, &state](appear_atom, const presences_ptr& arrival) {
      guarded(
        "appear", [&] { state.on_appear(arrival); }, nothing);
    },
    [=, &state](hush_atom, schema::user_no who, const sink_ptr& out, bool on) {
      guarded(
        "hush", [&] { state.on_hush(who, out, on); }, nothing);
    },
    [=, &state](detach_atom, const schema::identity_ptr& who,
                const sink_ptr& out) {
      guarded(
        "detach", [&] { state.on_detach(who, out); }, nothing);
    },
    [=, &state](watch_atom, const users_ptr& whom,
                const watcher_actor& watcher) {
      guarded(
        "watch", [&] { state.on_watch(*whom, watcher); }, nothing);
    },
    [=, &state](unwatch_atom, const users_ptr& whom, caf::actor_id watcher) {
      guarded(
        "unwatch", [&] { state.on_unwatch(*whom, watcher); }, nothing);
    },
    [=](wake_atom) {
      guarded(
        "wake calls", [&] { env->calls->wake_due(); }, nothing);
    },
    [=](wake_atom, const caf::weak_actor_ptr& sleeper, std::uint64_t what) {
      guarded(
        "wake", [&] { tell_owner(sleeper, wake_atom_v, what); }, nothing);
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

std::size_t people::index_of(schema::user_no who) {
  // Numbers are given in sequence: the low bits spread them evenly.
  return static_cast<std::size_t>(who.value) % shard_count;
}

const people_actor& people::shard_of(schema::user_no who) const {
  return shards_[index_of(who)];
}

template<class Send>
std::size_t people::each_shard(std::span<const schema::user_no> whom,
                               Send&& send) const {
  std::array<std::vector<schema::user_no>, shard_count> parts;
  for (const auto who : whom)
    parts[index_of(who)].push_back(who);
  std::size_t used = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].empty())
      continue;
    ++used;
    send(shards_[i], std::make_shared<const std::vector<schema::user_no>>(
                       std::move(parts[i])));
  }
  return used;
}

std::size_t people::watch(std::span<const schema::user_no> whom,
                          const watcher_actor& watcher) const {
  return each_shard(whom, [&](const people_actor& shard, users_ptr part) {
    caf::anon_send(shard, watch_atom_v, std::move(part), watcher);
  });
}

void people::wake_calls_later(caf::timespan after) const {
  caf::delayed_anon_send(shards_.front(), after, wake_atom_v);
}

void people::wake_later(const watcher_actor& sleeper, std::uint64_t what,
                        std::chrono::milliseconds after) const {
  caf::delayed_anon_send(shards_.front(), after, wake_atom_v,
                         caf::actor_cast<caf::weak_actor_ptr>(sleeper), what);
}

void people::unwatch(std::span<const schema::user_no> whom,
                     caf::actor_id watcher) const {
  each_shard(whom, [&](const people_actor& shard, users_ptr part) {
    caf::anon_send(shard, unwatch_atom_v, std::move(part), watcher);
  });
}

} // namespace actors
