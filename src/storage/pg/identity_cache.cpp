#include "storage/pg/identity_cache.hpp"

#include <algorithm>

namespace storage::pg {

namespace {

constexpr std::chrono::seconds belief{60};

} // namespace

identity_cache::identity_cache(std::size_t capacity)
  : per_shard_(std::max<std::size_t>(capacity / 16, 1)) {
  // nop
}

identity_cache::shard& identity_cache::shard_of(const std::string& id) {
  return shards_[std::hash<std::string>{}(id) % shards_.size()];
}

std::optional<known_identity> identity_cache::find(const std::string& id,
                                                   clock::time_point now) {
  auto& s = shard_of(id);
  const std::lock_guard lock{s.mutex};
  const auto i = s.by_id.find(id);
  if (i == s.by_id.end() || i->second->believed_until <= now)
    return std::nullopt;
  s.order.splice(s.order.begin(), s.order, i->second);
  return i->second->known;
}

std::uint64_t identity_cache::generation(const std::string& id) {
  auto& s = shard_of(id);
  const std::lock_guard lock{s.mutex};
  return s.generation;
}

schema::identity_ptr identity_cache::put(known_identity known,
                                         std::uint64_t generation,
                                         clock::time_point now) {
  const auto& id = known.identity->profile.id;
  auto& s = shard_of(id);
  const std::lock_guard lock{s.mutex};
  if (generation != s.generation)
    return known.identity;
  if (const auto i = s.by_id.find(id); i != s.by_id.end()) {
    const auto old = i->second->known.identity;
    if (old->no == known.identity->no
        && old->profile == known.identity->profile)
      known.identity = old;
    const auto where = i->second;
    s.by_id.erase(i);
    s.order.erase(where);
  }
  s.order.push_front({std::move(known), now + belief});
  // The key is a view of the id inside the identity, which the entry holds.
  s.by_id.emplace(s.order.front().known.identity->profile.id, s.order.begin());
  if (s.order.size() > per_shard_) {
    s.by_id.erase(s.order.back().known.identity->profile.id);
    s.order.pop_back();
  }
  return s.order.front().known.identity;
}

void identity_cache::forget(const std::string& id) {
  auto& s = shard_of(id);
  const std::lock_guard lock{s.mutex};
  ++s.generation;
  if (const auto i = s.by_id.find(id); i != s.by_id.end()) {
    const auto where = i->second;
    s.by_id.erase(i);
    s.order.erase(where);
  }
}

} // namespace storage::pg
