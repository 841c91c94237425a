#pragma once

#include "schema/errors.hpp"
#include "storage/pg/session.hpp"
#include "storage/store.hpp"

#include <span>
#include <vector>

namespace storage::pg {

/// Work for the reader pool: each may run again after the link was lost. Each
/// is one round trip.

[[nodiscard]] schema::result<schema::conversation>
load_conversation(session& s, schema::conversation_id id,
                  bool counts_unread = true);

/// In the order of `ids`, which don't repeat; those that don't exist are left
/// out.
[[nodiscard]] std::vector<schema::conversation>
load_conversations(session& s, std::span<const schema::conversation_id> ids,
                   bool counts_unread = true);

} // namespace storage::pg
