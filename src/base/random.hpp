#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace base {

/// Fills `out` from the system's secure generator. Throws std::runtime_error
/// if there is none: nothing may go on without.
void fill_random(std::span<std::uint8_t> out);

/// `bytes` random bytes as base64url without padding.
[[nodiscard]] std::string random_token(std::size_t bytes);

} // namespace base
