#pragma once

#include "storage/store.hpp"

#include <array>
#include <cstdint>

namespace storage::pg {

using claims_hash = std::array<std::uint8_t, 32>;

/// SHA-256 over all that a token said about a person.
[[nodiscard]] claims_hash hash_claims(const storage::sign_in& who);

} // namespace storage::pg
