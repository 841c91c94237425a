#pragma once

#include "schema/calls.hpp"
#include "schema/errors.hpp"

#include <optional>
#include <string_view>

namespace http {

/// Nothing for what no call can be called.
[[nodiscard]] std::optional<schema::call_id>
read_call_id(std::string_view text);

/// The same for what is not there and what is not theirs.
[[nodiscard]] schema::error no_such_call();

} // namespace http
