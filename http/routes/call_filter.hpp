#pragma once

#include "http/request.hpp"
#include "schema/errors.hpp"
#include "storage/calls.hpp"

namespace http {

/// What a request for a list of calls asks for: `page`, `limit`, `status`
/// (words with commas between) and `direction`.
[[nodiscard]] schema::result<storage::call_query>
read_call_query(const request& asked);

} // namespace http
