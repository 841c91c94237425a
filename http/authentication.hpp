#pragma once

#include "http/identity_cache.hpp"
#include "http/request.hpp"
#include "http/services.hpp"
#include "schema/errors.hpp"

#include <functional>
#include <memory>

namespace http {

/// Finds out who asks (contract §2): an admin by `X-Admin-Key`, else whom the
/// bearer token of `Authorization` names. Thread-safe.
class authentication {
public:
  using on_identity = std::function<void(schema::result<schema::identity_ptr>)>;

  explicit authentication(services_ptr s);

  /// `done` is called once, at once or on a thread of the store;
  /// `unauthenticated` if there is no credential or a bad one.
  void identify(const request& asked, on_identity done);

  /// What is stored about this user changed.
  void forget(std::string_view user_id);

private:
  void identify_admin(const request& asked, on_identity done);
  void identify_bearer(std::string_view token, on_identity done);

  /// Signs in, and remembers the identity for this credential.
  void sign_in(const identity_cache::key& credential, storage::sign_in who,
               schema::timestamp until, on_identity done);

  services_ptr services_;
  /// Shared with sign-ins that are under way.
  std::shared_ptr<identity_cache> cache_;
};

/// The token of an `Authorization: Bearer` field; empty if it is none.
[[nodiscard]] std::string_view bearer_token(std::string_view authorization);

} // namespace http
