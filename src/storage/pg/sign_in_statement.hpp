#pragma once

#include "storage/pg/claims.hpp"
#include "storage/pg/identity_cache.hpp"
#include "storage/pg/session.hpp"

#include <span>
#include <unordered_map>
#include <vector>

namespace storage::pg {

struct claimed {
  storage::sign_in who;
  claims_hash claims{};
};

struct signed_in {
  known_identity known;
  bool banned = false;
  /// The row was made or changed.
  bool written = false;
};

/// Finds or makes the users, by id; writes those whose claims differ from the
/// stored hash. Ids don't repeat, and all agree on `role_known`. Throws pqxx
/// exceptions.
[[nodiscard]] std::unordered_map<std::string, signed_in>
sign_in_together(session& s, std::span<const claimed* const> who,
                 schema::timestamp now);

} // namespace storage::pg
