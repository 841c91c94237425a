#pragma once

#include "schema/time.hpp"
#include "schema/users.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <unordered_map>

namespace http {

/// Which identity a credential stands for, so that not every request costs a
/// signature check and a look at the users. Holds hashes, not credentials.
/// Bounded: what has not been used for long makes room. Thread-safe.
class identity_cache {
public:
  /// What the text of a credential is. Clients choose the text of a token, so
  /// it must never be taken for anything else.
  enum class kind : std::uint8_t {
    token,
    /// The id under which the holder of the admin key acts.
    admin,
  };

  /// SHA-256, as an attacker chooses the input, so it must not collide; and
  /// behind it the kind.
  using key = std::array<std::uint8_t, 33>;

  static constexpr std::size_t max_entries = 10'000;

  [[nodiscard]] static key hash(kind what, std::string_view text);

  /// Null if there is none or its time is over.
  schema::identity_ptr find(const key& k, schema::timestamp now);

  /// Changes whenever somebody is forgotten.
  [[nodiscard]] std::uint64_t changes();

  /// Stores what was read after `changes` was asked for; does nothing if it
  /// has changed since: the reading may be older than the change.
  void put(const key& k, schema::identity_ptr who, schema::timestamp until,
           std::uint64_t changes_before);

  /// Drops all that stands for this user: what is stored about it changed.
  void forget(std::string_view user_id);

private:
  struct entry {
    schema::identity_ptr who;
    schema::timestamp until;
  };

  struct key_hash {
    std::size_t operator()(const key& k) const noexcept;
  };

  using generation = std::unordered_map<key, entry, key_hash>;

  void insert(const key& k, entry e);

  std::mutex mutex_;
  std::uint64_t changes_ = 0;
  /// When the young are half of what may be, they become the old, and the old
  /// are dropped; what is found among the old becomes young again.
  generation young_;
  generation old_;
};

} // namespace http
