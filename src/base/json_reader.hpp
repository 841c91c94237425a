#pragma once

#include <simdjson.h>

#include <cstddef>
#include <optional>
#include <string_view>

namespace base {

using json_element = simdjson::dom::element;

/// How deep arrays and objects may nest in anything that a client sends.
inline constexpr std::size_t max_json_depth = 64;

/// Reads one JSON text completely: nothing but white space may follow. Nothing
/// on malformed JSON, bad UTF-8, or nesting deeper than `max_json_depth`. A
/// lone surrogate escape (`\ud800`, which JavaScript can send) reads as U+FFFD,
/// a whole number beyond 64 bits as a double.
///
/// The element lives in a parser of the calling thread: it is good until the
/// next call on this thread. `padded` says that at least
/// simdjson::SIMDJSON_PADDING readable bytes follow `text`, which saves a copy.
[[nodiscard]] std::optional<json_element> parse_json(std::string_view text,
                                                     bool padded = false);

/// The field of an object, or nothing if `x` is no object or lacks it.
[[nodiscard]] std::optional<json_element> field(const json_element& x,
                                                std::string_view name);

/// The field if it is a string.
[[nodiscard]] std::optional<std::string_view>
string_field(const json_element& x, std::string_view name);

} // namespace base
