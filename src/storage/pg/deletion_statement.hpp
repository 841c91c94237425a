#pragma once

#include "storage/pg/batch.hpp"
#include "storage/pg/session.hpp"

#include <span>
#include <unordered_map>
#include <unordered_set>

namespace storage::pg {

/// The statements of a batch of deletions, one round trip each; every chain
/// has one item. Both throw pqxx exceptions.

/// Deletes where the fence holds, atomically; what became of each, by the
/// chain's key: committed, stale, or refused as there is nothing to delete. A
/// key that is missing was stale.
[[nodiscard]] std::unordered_map<std::int64_t, verdict>
delete_messages(session& s, const batch& b, std::span<const chain> chains);

/// The keys of the chains whose deletion is stored just as it was asked for.
[[nodiscard]] std::unordered_set<std::int64_t>
find_our_deletions(session& s, const batch& b, std::span<const chain> chains);

} // namespace storage::pg
