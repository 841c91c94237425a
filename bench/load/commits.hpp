#pragma once

#include <cstdint>
#include <string>

namespace bench {

/// How many writing transactions a PostgreSQL has begun so far: they are
/// numbered one after the other, while its statistics are up to a second
/// behind. Throws std::runtime_error.
std::uint64_t writing_transactions(const std::string& database_url);

} // namespace bench
