#include "actors/directory.hpp"

#include "actors/conversation.hpp"

#include <caf/actor_cast.hpp>
#include <caf/stateful_actor.hpp>

namespace actors {

namespace {

conversation_actor handle_of(const caf::weak_actor_ptr& weak) {
  const auto strong = caf::actor_cast<caf::strong_actor_ptr>(weak);
  return strong ? caf::actor_cast<conversation_actor>(strong)
                : conversation_actor{};
}

} // namespace

directory::shard& directory::shard_of(const schema::conversation_id& id) {
  return shards_[std::hash<schema::conversation_id>{}(id) >> 58];
}

conversation_actor directory::owner_of(const schema::conversation_id& id) {
  auto& part = shard_of(id);
  const std::lock_guard guard{part.mutex};
  auto& place = part.owners[id];
  if (auto live = handle_of(place))
    return live;
  // Lazy: it must not run before the lock is left, since it may end at once.
  auto fresh = system_.spawn<caf::lazy_init>(conversation, &env_, id);
  place = caf::actor_cast<caf::weak_actor_ptr>(fresh);
  return fresh;
}

conversation_actor directory::find_live(const schema::conversation_id& id) {
  auto& part = shard_of(id);
  const std::lock_guard guard{part.mutex};
  const auto place = part.owners.find(id);
  return place == part.owners.end() ? conversation_actor{}
                                    : handle_of(place->second);
}

void directory::forget(const schema::conversation_id& id, caf::actor_id who) {
  auto& part = shard_of(id);
  const std::lock_guard guard{part.mutex};
  const auto place = part.owners.find(id);
  if (place != part.owners.end() && place->second && place->second->id() == who)
    part.owners.erase(place);
}

} // namespace actors
