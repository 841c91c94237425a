#pragma once

#include "actors/context.hpp"
#include "actors/interfaces.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/timespan.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <span>
#include <unordered_map>
#include <vector>

namespace actors {

/// One shard of those who are connected: per person their sockets, and the
/// live conversations and calls that want to know of them.
class people_state {
public:
  static constexpr const char* name = "people";

  void start(people_actor::pointer self, const context& env) {
    self_ = self;
    env_ = &env;
  }

  /// `arrival` holds one.
  void on_attach(const presences_ptr& arrival, const session_actor& session);
  void on_appear(const presences_ptr& arrival);
  void on_hush(schema::user_no who, const sink_ptr& out, bool on);
  void on_detach(const schema::identity_ptr& who, const sink_ptr& out);
  void on_watch(const std::vector<schema::user_no>& whom,
                const watcher_actor& owner);
  void on_unwatch(const std::vector<schema::user_no>& whom,
                  caf::actor_id owner);
  void on_shut_out(schema::user_no who);
  void on_let_in(schema::user_no who);

  [[nodiscard]] std::size_t known() const noexcept {
    return people_.size();
  }

private:
  /// Does not keep the watcher alive.
  struct watcher {
    caf::actor_id id = 0;
    caf::weak_actor_ptr owner;
  };

  struct connection {
    presence socket;
    session_actor session;
  };

  struct person {
    std::vector<connection> sockets;
    std::vector<watcher> watchers;
  };

  using position = std::unordered_map<schema::user_no, person>::iterator;

  void forget_if_idle(position p);

  [[nodiscard]] bool is_shut_out(schema::user_no who) const;

  people_actor::pointer self_ = nullptr;
  const context* env_ = nullptr;
  std::unordered_map<schema::user_no, person> people_;
  /// Who was banned lately, until when that is remembered: a sign-in that was
  /// under way then saw no ban yet, and arrives here later.
  std::unordered_map<schema::user_no, schema::steady_time> shut_out_;
};

/// Behaviour of a PEOPLE shard.
people_actor::behavior_type
people_shard(people_actor::stateful_pointer<people_state> self,
             const context* env);

/// The shards: who is asked for whom.
class people {
public:
  static constexpr std::size_t shard_count = 64;

  people(caf::actor_system& system, const context& env);

  [[nodiscard]] const people_actor& shard_of(schema::user_no who) const;

  /// Has `watcher` told of the sockets of these people, until it is unwatched:
  /// as many times watched as the number that is returned.
  std::size_t watch(std::span<const schema::user_no> whom,
                    const watcher_actor& watcher) const;
  void unwatch(std::span<const schema::user_no> whom,
               caf::actor_id watcher) const;

  /// Has `sleeper` told `wake` with that number, unless it ends before.
  void wake_later(const watcher_actor& sleeper, std::uint64_t what,
                  std::chrono::milliseconds after) const;

  /// Has `calls` look then at whom it is to wake.
  void wake_calls_later(caf::timespan after) const;

  /// Ends the shards.
  void stop();

private:
  [[nodiscard]] static std::size_t index_of(schema::user_no who);

  /// Sends each shard those of `whom` that are its own; how many there are.
  template<class Send>
  std::size_t each_shard(std::span<const schema::user_no> whom,
                         Send&& send) const;

  std::array<people_actor, shard_count> shards_;
};

} // namespace actors
