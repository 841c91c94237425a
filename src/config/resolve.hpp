#pragma once

#include "config/raw.hpp"
#include "config/settings.hpp"
#include "schema/errors.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace config {

/// Stands in for JWT_SECRET in development, and is refused in production.
inline constexpr std::string_view development_jwt_secret =
  "switchboard-development-only-secret";

/// What the secrets of production must at least have.
inline constexpr std::size_t least_secret_size = 32;

/// Checks everything and makes the settings. The error names each setting that
/// is not good, where it came from, what is wrong and what is allowed, one
/// line each.
[[nodiscard]] schema::result<settings> resolve(const raw& given);

/// Sets all that conformance mode sets (`serve --protocol-test-handlers`):
/// short times, any origin. Refused in production.
[[nodiscard]] schema::result<void> enter_protocol_test(settings& s);

/// What the operator should know although the server starts: one sentence
/// each, to be logged.
[[nodiscard]] std::vector<std::string> warnings(const settings& s);

} // namespace config
