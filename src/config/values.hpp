#pragma once

#include "config/rows.hpp"

#include <string>
#include <string_view>

namespace config {

/// Reads `text` as `k` and stores it. False if it is not what `allowed` says.
[[nodiscard]] bool store(const kind& k, std::string_view text, settings& out);

/// What may stand there: "a whole number from 1 to 64".
[[nodiscard]] std::string allowed(const kind& k);

} // namespace config
