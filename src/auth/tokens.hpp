#pragma once

#include "auth/claims.hpp"
#include "auth/hs256.hpp"
#include "schema/errors.hpp"
#include "schema/time.hpp"
#include "schema/users.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace auth {

/// Longer tokens are refused unread.
inline constexpr std::size_t max_token_size = std::size_t{8} * 1024;

/// Verifies the JSON Web Tokens of the host application (contract §2): HS256
/// with `JWT_SECRET`. The algorithm is the key's, never the token's. Claims:
/// id from sub|id|_id|uid|userId|user.id, role from role|type|userType, name,
/// phone, picture|profilePicture|avatar|avatarUrl; `exp` and `nbf` with five
/// seconds of leeway. Thread-safe and immutable.
class token_verifier {
public:
  /// Throws std::invalid_argument for an empty secret.
  explicit token_verifier(std::string_view hs256_secret);

  /// Fails with `unauthenticated` and a message that says which kind of thing
  /// is wrong (malformed, signature, expired …) but nothing of the contents.
  [[nodiscard]] schema::result<claims> verify(std::string_view token,
                                              schema::timestamp now) const;

private:
  hs256 key_;
};

/// Makes a token that `token_verifier` with the same secret takes.
[[nodiscard]] std::string issue_token(std::string_view hs256_secret,
                                      const schema::profile& who,
                                      schema::timestamp now,
                                      std::chrono::seconds lifetime);

/// Compares secrets in a time that depends on the lengths only.
[[nodiscard]] bool secrets_equal(std::string_view a, std::string_view b);

} // namespace auth
