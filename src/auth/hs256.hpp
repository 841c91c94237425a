#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

namespace auth {

/// HMAC-SHA256 with one key (RFC 7518, section 3.2). The key is taken in once;
/// OpenSSL holds it and wipes it at the end. Thread-safe and immutable.
class hs256 {
public:
  using digest = std::array<std::uint8_t, 32>;

  /// Throws std::invalid_argument for an empty secret, which would let
  /// everybody sign, and std::runtime_error if OpenSSL fails.
  explicit hs256(std::string_view secret);
  ~hs256();

  hs256(const hs256&) = delete;
  hs256& operator=(const hs256&) = delete;

  [[nodiscard]] digest sign(std::string_view text) const;

private:
  struct context;
  std::unique_ptr<context> context_;
};

} // namespace auth
