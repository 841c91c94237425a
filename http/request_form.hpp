#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// The small words of HTTP's grammar (RFC 9110 and 9112), as the request guard
// reads them.

namespace http {

/// What methods and names of fields are made of.
[[nodiscard]] bool is_token_character(char c) noexcept;

/// ASCII, neither white space nor control.
[[nodiscard]] bool is_visible(char c) noexcept;

/// What a field's value is made of: no control but the tab.
[[nodiscard]] constexpr bool is_field_character(char c) noexcept {
  const auto u = static_cast<unsigned char>(c);
  return (u >= 0x20 && u != 0x7f) || c == '\t';
}

[[nodiscard]] std::optional<std::uint8_t> to_hex_digit(char c) noexcept;

/// Without white space around it. A tab at the end stays: http_parser takes it
/// for a part of the value.
[[nodiscard]] std::string_view trim(std::string_view value) noexcept;

/// Letters of ASCII in any case.
[[nodiscard]] bool is_same_word(std::string_view a,
                                std::string_view b) noexcept;

/// Whether a comma list has that word.
[[nodiscard]] bool has_word(std::string_view list,
                            std::string_view word) noexcept;

/// Those of RFC 9110, but for CONNECT, and PATCH.
[[nodiscard]] bool is_known_method(std::string_view method) noexcept;

/// A path, or a URL of HTTP.
[[nodiscard]] bool is_good_target(std::string_view target) noexcept;

/// `HTTP/` with two digits.
[[nodiscard]] bool is_version(std::string_view text) noexcept;

/// Digits that fit 64 bits.
[[nodiscard]] std::optional<std::uint64_t>
to_length(std::string_view text) noexcept;

/// A name or address with or without a port, or nothing.
[[nodiscard]] bool is_host(std::string_view text) noexcept;

} // namespace http
