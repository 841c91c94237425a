#pragma once

#include "actors/context.hpp"
#include "actors/interfaces.hpp"

#include <array>
#include <unordered_map>
#include <vector>

namespace actors {

/// One shard of those who are connected: per person their sockets.
class people_state {
public:
  static constexpr const char* name = "people";

  void start(people_actor::pointer self, const context& env) {
    self_ = self;
    env_ = &env;
  }

  void on_attach(const schema::identity_ptr& who, const sink_ptr& out,
                 const session_actor& session);
  void on_detach(const schema::identity_ptr& who, const sink_ptr& out);
  void on_shut_out(schema::user_no who);
  void on_let_in(schema::user_no who);

  [[nodiscard]] std::size_t known() const noexcept {
    return people_.size();
  }

private:
  struct connection {
    sink_ptr out;
    session_actor session;
  };

  struct person {
    std::vector<connection> connections;
  };

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

  /// Ends the shards.
  void stop();

private:
  std::array<people_actor, shard_count> shards_;
};

} // namespace actors
