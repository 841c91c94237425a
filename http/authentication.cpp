#include "http/authentication.hpp"

#include "base/clock.hpp"

#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace http {

namespace {

using schema::errc;

/// A changed or demoted user is seen after this time even if nobody told us.
constexpr std::chrono::seconds max_age{60};

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return (x >= 'A' && x <= 'Z' ? x | 0x20 : x)
           == (y >= 'A' && y <= 'Z' ? y | 0x20 : y);
  });
}

/// Whether it consists of what tokens consist of: base64url and dots.
bool is_token_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
           || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

} // namespace

std::string_view bearer_token(std::string_view authorization) {
  constexpr std::string_view scheme = "Bearer ";
  if (!equals_ignoring_case(authorization.substr(0, scheme.size()), scheme))
    return {};
  authorization.remove_prefix(scheme.size());
  while (authorization.starts_with(' '))
    authorization.remove_prefix(1);
  while (authorization.ends_with(' '))
    authorization.remove_suffix(1);
  return authorization;
}

authentication::authentication(services_ptr s)
  : services_{std::move(s)},
    cache_{std::make_shared<identity_cache>()} {
  // nop
}

void authentication::identify(const request& asked, on_identity done) {
  if (!asked.header("X-Admin-Key").empty())
    return identify_admin(asked, std::move(done));
  const auto token = bearer_token(asked.header("Authorization"));
  if (token.empty())
    return done(
      schema::fail(errc::unauthenticated, "A bearer token is required."));
  identify_bearer(token, std::move(done));
}

void authentication::identify_admin(const request& asked, on_identity done) {
  const auto& secret = services_->settings.admin_secret_key;
  if (secret.empty()
      || !auth::secrets_equal(asked.header("X-Admin-Key"), secret))
    return done(schema::fail(errc::unauthenticated,
                             "The admin key is not the right one."));
  std::string id{asked.header("X-Admin-Id")};
  if (id.empty())
    id = "admin";
  if (!simdjson::validate_utf8(id) || !schema::is_user_id(id))
    return done(
      schema::fail(errc::validation_failed, "X-Admin-Id is not a user id."));
  const auto now = base::now();
  const auto credential = identity_cache::hash(identity_cache::kind::admin, id);
  if (auto known = cache_->find(credential, now))
    return done(std::move(known));
  storage::sign_in who;
  who.profile.id = std::move(id);
  who.profile.role = schema::role::admin;
  sign_in(credential, std::move(who), now + max_age, std::move(done));
}

void authentication::identify_bearer(std::string_view token, on_identity done) {
  if (!is_token_text(token))
    return done(schema::fail(errc::unauthenticated, "Token malformed"));
  const auto now = base::now();
  const auto credential =
    identity_cache::hash(identity_cache::kind::token, token);
  if (auto known = cache_->find(credential, now))
    return done(std::move(known));
  auto claims = services_->tokens.verify(token, now);
  if (!claims)
    return done(schema::failure{std::move(claims.error())});
  auto until = now + max_age;
  if (claims->expires_at)
    until = std::min<schema::timestamp>(until, *claims->expires_at);
  sign_in(credential, {std::move(claims->profile), claims->role_known}, until,
          std::move(done));
}

void authentication::sign_in(const identity_cache::key& credential,
                             storage::sign_in who, schema::timestamp until,
                             on_identity done) {
  services_->store.sign_in(
    std::move(who),
    [credential, until, cache = cache_, changes = cache_->changes(),
     done = std::move(done)](schema::result<schema::identity_ptr> found) {
      if (found)
        cache->put(credential, *found, until, changes);
      done(std::move(found));
    });
}

void authentication::forget(std::string_view user_id) {
  cache_->forget(user_id);
}

} // namespace http
