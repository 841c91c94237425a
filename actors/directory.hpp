#pragma once

#include "actors/context.hpp"
#include "actors/interfaces.hpp"
#include "actors/kept_owners.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/actor_system.hpp>

#include <array>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace actors {

/// Where the live things are: id → handle. Nobody else may assume that a
/// conversation lives in this process. Holds no conversation alive but a
/// few: one that nobody uses any more ends by itself and forgets itself here.
/// Thread-safe.
class directory {
public:
  directory(caf::actor_system& system, const context& env)
    : system_(system),
      env_(env) {
    // nop
  }

  /// The owner of a conversation; started if it is not live. Whether there is
  /// such a conversation only the owner finds out.
  [[nodiscard]] conversation_actor owner_of(const schema::conversation_id& id);

  /// Nothing if it is not live.
  [[nodiscard]] conversation_actor find_live(const schema::conversation_id& id);

  /// Keeps an owner alive until others need its place: REST has no socket that
  /// would, and the next command comes soon.
  void keep(const schema::conversation_id& id, conversation_actor owner,
            showcase_ptr shows = nullptr) {
    kept_.keep(id, std::move(owner), std::move(shows));
  }

  /// What a conversation is, as far as it is published, if that can be told
  /// without asking its owner.
  [[nodiscard]] showcase::shown look(const schema::conversation_id& id) {
    return kept_.look(id);
  }

  /// Keeps none any more, from now on.
  void let_go() {
    kept_.let_go();
  }

  /// Called by an owner that ends; `who` keeps a successor from being
  /// forgotten in its place.
  void forget(const schema::conversation_id& id, caf::actor_id who);

private:
  struct shard {
    std::mutex mutex;
    std::unordered_map<schema::conversation_id, caf::weak_actor_ptr> owners;
  };

  [[nodiscard]] shard& shard_of(const schema::conversation_id& id);

  caf::actor_system& system_;
  const context& env_;
  std::array<shard, 64> shards_;

  kept_owners kept_{2048};
};

} // namespace actors
