#pragma once

#include "schema/errors.hpp"
#include "schema/time.hpp"
#include "schema/users.hpp"

#include <optional>
#include <string_view>

namespace auth {

/// What a good token says.
struct claims {
  schema::profile profile;
  /// False if the token names no role: then the stored one stands.
  bool role_known = false;
  std::optional<schema::timestamp> expires_at;
};

/// Clocks of issuer and server may differ by this.
inline constexpr std::chrono::seconds leeway{5};

/// Reads the payload of a token whose signature is good. Fails with
/// `unauthenticated` if it is no JSON object, is not good at `now`, names
/// nobody, or names a role that does not exist. U+0000, which no database
/// column holds, is refused wherever it stands.
[[nodiscard]] schema::result<claims> read_claims(std::string_view payload,
                                                 schema::timestamp now);

} // namespace auth
