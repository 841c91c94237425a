#pragma once

#include "schema/errors.hpp"
#include "storage/pg/session.hpp"
#include "storage/store.hpp"

#include <optional>
#include <string>

namespace storage::pg {

/// Work for the reader pool: each may run again after the link was lost.

/// What came between its statements shows or does not, but `last` is always the
/// message at the head of its conversation.
[[nodiscard]] schema::result<conversation_list>
list_conversations(session& s, const list_query& q);

[[nodiscard]] schema::result<schema::conversation>
find_admin_conversation(session& s, const std::string& astrologer_id,
                        const std::optional<std::string>& admin_id);

} // namespace storage::pg
