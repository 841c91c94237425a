#pragma once

#include "config/raw.hpp"
#include "schema/errors.hpp"

#include <string>
#include <string_view>

namespace config {

/// Reads the file of --config: lines `NAME=value`. White space around both is
/// dropped, and one pair of quotes around the value; empty lines and lines
/// that begin with `#` are skipped (a `#` further in belongs to the value).
/// An unknown name, a name given twice and a line without `=` are errors that
/// tell the line.
[[nodiscard]] schema::result<raw> read_file(const std::string& path);

/// The same for a text; `shown_name` stands for the file in messages.
[[nodiscard]] schema::result<raw> parse_file(std::string_view text,
                                             std::string_view shown_name);

} // namespace config
