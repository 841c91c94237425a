#pragma once

#include "schema/users.hpp"
#include "storage/pg/claims.hpp"

#include <array>
#include <chrono>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace storage::pg {

/// A user who may sign in, as the database had it.
struct known_identity {
  schema::identity_ptr identity;
  claims_hash claims{};
  /// Tokens that were issued before this are void.
  std::optional<schema::timestamp> revoked_before;
};

/// Who signed in lately: bounded, least recently used go first. An entry is
/// believed for a minute, so that a ban in the database takes effect. In shards
/// under mutexes; thread-safe.
class identity_cache {
public:
  using clock = std::chrono::steady_clock;

  explicit identity_cache(std::size_t capacity);

  [[nodiscard]] std::optional<known_identity> find(const std::string& id,
                                                   clock::time_point now);

  /// Changes whenever `forget` is called for an id of the same shard.
  [[nodiscard]] std::uint64_t generation(const std::string& id);

  /// Stores what was read after `generation` was asked for; does nothing if it
  /// has changed since, because then the reading may be older than the change.
  /// Returns the interned identity: an equal one that is cached already.
  schema::identity_ptr put(known_identity known, std::uint64_t generation,
                           clock::time_point now);

  void forget(const std::string& id);

private:
  struct entry {
    known_identity known;
    clock::time_point believed_until;
  };

  using entries = std::list<entry>;

  struct shard {
    std::mutex mutex;
    std::uint64_t generation = 0;
    /// Most recently used first.
    entries order;
    std::unordered_map<std::string_view, entries::iterator> by_id;
  };

  shard& shard_of(const std::string& id);

  const std::size_t per_shard_;
  std::array<shard, 16> shards_;
};

} // namespace storage::pg
