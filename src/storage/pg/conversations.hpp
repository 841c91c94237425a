#pragma once

#include "schema/errors.hpp"
#include "storage/pg/session.hpp"
#include "storage/store.hpp"

namespace storage::pg {

/// Work for the reader pool: each may run again after the link was lost.

/// Four bytes of Unix seconds, eight random ones.
[[nodiscard]] schema::conversation_id
make_conversation_id(schema::timestamp now);

/// `id` is the new conversation's if one is made. A caller who tries again
/// uses the same one, which keeps a lost answer from making a second group.
[[nodiscard]] schema::result<found_conversation>
get_or_create_conversation(session& s, const conversation_request& request,
                           schema::conversation_id id, schema::timestamp now);

[[nodiscard]] schema::result<std::vector<schema::conversation_id>>
put_consultation(session& s, const std::string& user_id,
                 const std::string& astrologer_id, schema::timestamp now);

} // namespace storage::pg
