#pragma once

#include "config/resolve.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace given {

using pairs =
  std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// What an environment with these variables, and a database, gives.
inline config::raw environment(pairs values) {
  config::raw result;
  result.set("DATABASE_URL", {"postgresql://localhost/test",
                              config::origin::environment, "the environment"});
  for (const auto& [name, text] : values)
    result.set(name, {std::string{text}, config::origin::environment,
                      "the environment"});
  return result;
}

/// The text of the refusal; empty if the values are good.
inline std::string refusal(pairs values) {
  const auto found = config::resolve(environment(values));
  return found ? std::string{} : found.error().message;
}

} // namespace given
