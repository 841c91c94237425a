#pragma once

#include "raw_client.hpp"

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

namespace tests {

/// What a TLS client offers.
struct tls_offer {
  int least_version = 0;
  int most_version = 0;
  /// As ALPN writes it.
  std::string_view protocols{};
  SSL_SESSION* session = nullptr;
};

/// A client over TLS that takes any certificate. Whether there is a
/// connection stands in `error`.
class tls_client final : public raw_client {
public:
  explicit tls_client(std::uint16_t port, tls_offer offer = {},
                      int receive_buffer = 0);

  /// Why there is none; empty if the handshake was good.
  std::string error;

  [[nodiscard]] std::string version() const;
  [[nodiscard]] std::string cipher() const;
  [[nodiscard]] std::string protocol() const;
  /// Of the server's certificate.
  [[nodiscard]] std::string serial() const;
  [[nodiscard]] bool is_resumed() const;
  [[nodiscard]] SSL_SESSION* session() const;

  /// The server has said that it sends no more.
  [[nodiscard]] bool was_told_the_end() const;

  /// Changes the keys and asks the server to do so.
  void update_keys();

  /// Asks for another handshake, of TLS 1.2; false if that is refused.
  bool renegotiate();

protected:
  long put(std::string_view bytes) override;
  long get(std::span<char> to) override;
  [[nodiscard]] bool has_pending() const override;

private:
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_;
};

} // namespace tests
