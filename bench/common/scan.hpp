#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bench {

/// What stands behind `key` (written with its quotes and colon, such as
/// `"seq":`), up to the end of the text; nothing when the key is not there.
/// Not a parser: the first place where these bytes stand is taken.
std::optional<std::string_view> after(std::string_view json,
                                      std::string_view key);

/// The text value of `key` as it stands, escapes and all; empty when there is
/// none.
std::string_view text_after(std::string_view json, std::string_view key);

/// The number that is the value of `key`.
std::optional<std::uint64_t> number_after(std::string_view json,
                                          std::string_view key);

/// Takes a decimal number off the front of `text`.
std::optional<std::uint64_t> take_number(std::string_view& text);

/// The length of the body behind a head of HTTP, however it is written.
std::optional<std::size_t> content_length(std::string_view head);

} // namespace bench
