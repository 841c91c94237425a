#pragma once

#include "storage/pg/call_batch.hpp"
#include "storage/pg/session.hpp"

#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace storage::pg {

/// The statements of a batch of calls, one round trip each. Both throw pqxx
/// exceptions.

/// Writes those that find nothing in their way, atomically; answers with the
/// ids of their calls. The items are in the order of the ids, and no two touch
/// the same call or person.
[[nodiscard]] std::unordered_set<std::string>
write_calls(session& s, std::span<const call_item* const> items);

/// What may be in the way of writes.
struct obstacles {
  /// The calls themselves, as they are stored, by id.
  std::unordered_map<std::string, schema::call_ptr> same;
  /// The live calls of those whom the writes take.
  std::unordered_map<schema::user_no, schema::call_ptr> live;
};

[[nodiscard]] obstacles find_obstacles(session& s,
                                       std::span<const call_item* const> items);

} // namespace storage::pg
