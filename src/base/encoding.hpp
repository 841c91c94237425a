#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace base {

/// RFC 4648 section 5, without padding.
[[nodiscard]] std::string to_base64url(std::span<const std::uint8_t> bytes);

/// Strict: no padding, no white space, no stray bits. Nothing otherwise.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

/// RFC 4648 section 4, with padding.
[[nodiscard]] std::string to_base64(std::span<const std::uint8_t> bytes);

/// Percent-decodes; `+` becomes a space. A broken escape stays as it is.
[[nodiscard]] std::string percent_decode(std::string_view text);

/// Code points of valid UTF-8.
[[nodiscard]] std::size_t count_code_points(std::string_view text);

} // namespace base
