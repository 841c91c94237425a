#pragma once

#include "auth/hs256.hpp"
#include "auth/tokens.hpp"
#include "base/encoding.hpp"

#include <span>
#include <string>
#include <string_view>

namespace tokens {

inline constexpr std::string_view secret =
  "a-secret-that-is-long-enough-for-tests";

/// 2026-01-31T12:00:00Z
inline constexpr schema::timestamp noon{std::chrono::seconds{1'769'860'800}};

inline std::string encode(std::string_view text) {
  return base::to_base64url(
    {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

inline schema::profile person(std::string_view id,
                              schema::role role = schema::role::user) {
  schema::profile result;
  result.id = id;
  result.role = role;
  return result;
}

/// A token of exactly these texts, with the signature that fits them.
inline std::string sign(std::string_view header, std::string_view payload) {
  auto token = encode(header) + "." + encode(payload);
  const auto signature = auth::hs256{secret}.sign(token);
  return token + "." + base::to_base64url(signature);
}

inline std::string sign(std::string_view payload) {
  return sign(R"({"alg":"HS256","typ":"JWT"})", payload);
}

/// The message of the refusal; empty if the token is taken.
inline std::string refusal(std::string_view token,
                           schema::timestamp now = noon) {
  const auto found = auth::token_verifier{secret}.verify(token, now);
  if (found)
    return {};
  return found.error().code == schema::errc::unauthenticated
           ? found.error().message
           : "! another code";
}

} // namespace tokens
