#pragma once

#include "storage/pg/batch.hpp"
#include "storage/pg/session.hpp"

#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>

namespace storage::pg {

/// The statements of a batch, one round trip each. All throw pqxx exceptions.

/// Writes the chains whose fence holds, atomically; returns their keys. A key
/// that is missing was stale.
[[nodiscard]] std::unordered_set<std::int64_t>
append(session& s, const batch& b, std::span<const chain> chains);

/// Which of the chains' items stand in the database with this batch's id.
[[nodiscard]] std::unordered_set<std::size_t>
find_ours(session& s, const batch& b, std::span<const chain> chains);

struct stored_duplicate {
  std::shared_ptr<const schema::keyed_message> message;
  /// It is the item itself: an earlier try of this batch wrote it.
  bool ours = false;
};

/// Items of the chains whose dedupe key is stored already, by index.
[[nodiscard]] std::unordered_map<std::size_t, stored_duplicate>
find_duplicates(session& s, const batch& b, std::span<const chain> chains);

} // namespace storage::pg
