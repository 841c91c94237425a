#pragma once

#include "schema/errors.hpp"
#include "storage/pg/session.hpp"
#include "storage/store.hpp"

#include <span>

namespace storage::pg {

/// Work for the reader pool: each may run again after the link was lost.

/// `not_found` if there is none.
[[nodiscard]] schema::result<schema::call_ptr>
find_call(session& s, const schema::call_id& id);

/// The live call of any of them; null if nobody is in one.
[[nodiscard]] schema::result<schema::call_ptr>
find_live_call(session& s, const std::vector<schema::user_no>& of);

struct standing_query {
  schema::user_no caller;
  std::string callee_id;
};

/// An answer to each: `not_found` if there is no such callee.
[[nodiscard]] std::vector<schema::result<dial_standing>>
find_standing(session& s, std::span<const standing_query> queries);

/// All that have not ended.
[[nodiscard]] schema::result<std::vector<schema::call_ptr>>
list_live_calls(session& s);

[[nodiscard]] schema::result<call_list> list_calls(session& s,
                                                   const call_query& query);

} // namespace storage::pg
