#pragma once

#include "schema/errors.hpp"

#include <chrono>
#include <memory>
#include <string>

struct ssl_ctx_st;

namespace http::tls {

/// A certificate with its chain and key, and the rules under which TLS is
/// spoken with it: versions 1.2 and 1.3, ciphers with forward secrecy and
/// authentication, in the server's order; no renegotiation, compression or
/// client certificates. Immutable, thread-safe, shared by its links.
class context {
public:
  /// Reads both files (PEM). The error is a sentence that says which of them
  /// is not good, and why.
  [[nodiscard]] static schema::result<std::shared_ptr<const context>>
  load(const std::string& certificate_file, const std::string& key_file);

  ~context();

  context(const context&) = delete;
  context& operator=(const context&) = delete;

  [[nodiscard]] std::chrono::system_clock::time_point expires() const noexcept {
    return expires_;
  }

  /// What the operator should know about the certificate at `now`: that it
  /// has ended, or soon will; else empty.
  [[nodiscard]] std::string
  warning(std::chrono::system_clock::time_point now) const;

  [[nodiscard]] ssl_ctx_st* native() const noexcept {
    return native_;
  }

private:
  explicit context(ssl_ctx_st* native);

  ssl_ctx_st* native_;
  std::chrono::system_clock::time_point expires_;
};

using context_ptr = std::shared_ptr<const context>;

} // namespace http::tls
