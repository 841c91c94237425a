#pragma once

#include "schema/errors.hpp"
#include "storage/pg/session.hpp"
#include "storage/store.hpp"

#include <vector>

namespace storage::pg {

/// Work for the reader pool: each may run again after the link was lost.

/// A cursor without a rev gets that of the last message up to its seq that
/// never changed: what follows it may repeat something, but lacks nothing. Of a
/// conversation that is named twice the larger numbers count.
[[nodiscard]] schema::result<std::vector<schema::cursor>>
find_missed(session& s, const catch_up_query& q);

/// `limit` is 1 to 1000. Fewer than that are all there are.
[[nodiscard]] schema::result<std::vector<schema::message>>
read_changes(session& s, schema::conversation_no conversation,
             schema::revision after, std::int64_t limit);

} // namespace storage::pg
