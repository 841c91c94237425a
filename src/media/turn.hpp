#pragma once

#include "schema/errors.hpp"
#include "schema/time.hpp"

#include <string>
#include <string_view>

/// Credentials for a TURN relay that shares a secret with this server
/// (coturn's `use-auth-secret`).
namespace media {

struct turn_credentials {
  /// The Unix second of the end, a colon, and the user's id.
  std::string username;
  /// HMAC-SHA1 over the username, in base64.
  std::string password;
  schema::timestamp expires_at;
};

/// Good for any allocation begun before `expires_at`. `unavailable` without a
/// secret (TURN_SECRET).
[[nodiscard]] schema::result<turn_credentials>
make_turn_credentials(std::string_view secret, std::string_view user_id,
                      schema::timestamp expires_at);

} // namespace media
