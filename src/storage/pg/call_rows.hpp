#pragma once

#include "schema/calls.hpp"

#include <pqxx/result>
#include <pqxx/row>

#include <vector>

namespace storage::pg {

/// The call whose columns stand in `r` from `first` on, in the order of
/// calls/find.sql.
[[nodiscard]] schema::call_ptr read_call(const pqxx::row& r,
                                         pqxx::row::size_type first = 0);

/// Null if there is none.
[[nodiscard]] schema::call_ptr read_first_call(const pqxx::result& rows);

[[nodiscard]] std::vector<schema::call_ptr>
read_calls(const pqxx::result& rows);

} // namespace storage::pg
