#include "tls_client.hpp"

#include <openssl/bn.h>
#include <openssl/err.h>

#include <csignal>

namespace tests {

namespace {

std::string last_error() {
  const auto* text = ERR_reason_error_string(ERR_peek_last_error());
  return text != nullptr ? text : "the connection was closed";
}

} // namespace

tls_client::tls_client(std::uint16_t port, tls_offer offer, int receive_buffer)
  : raw_client{port, receive_buffer},
    context_{SSL_CTX_new(TLS_client_method()), SSL_CTX_free},
    ssl_{nullptr, SSL_free} {
  std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes with `write`
  auto* c = context_.get();
  SSL_CTX_set_options(c, SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_cipher_list(c, "ALL:@SECLEVEL=0"); // else no old versions
  SSL_CTX_set_min_proto_version(c, offer.least_version);
  SSL_CTX_set_max_proto_version(c, offer.most_version);
  SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_CLIENT);
  ssl_.reset(SSL_new(c));
  const auto& p = offer.protocols;
  if (!p.empty())
    SSL_set_alpn_protos(ssl_.get(),
                        reinterpret_cast<const unsigned char*>(p.data()),
                        static_cast<unsigned>(p.size()));
  if (offer.session != nullptr)
    SSL_set_session(ssl_.get(), offer.session);
  SSL_set_fd(ssl_.get(), socket());
  ERR_clear_error();
  if (SSL_connect(ssl_.get()) != 1)
    error = last_error();
}

std::string tls_client::version() const {
  return SSL_get_version(ssl_.get());
}

std::string tls_client::cipher() const {
  return SSL_get_cipher(ssl_.get());
}

std::string tls_client::protocol() const {
  const unsigned char* data = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &data, &size);
  return {reinterpret_cast<const char*>(data), size};
}

std::string tls_client::serial() const {
  const auto* certificate = SSL_get0_peer_certificate(ssl_.get());
  auto* number =
    ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr);
  auto* text = BN_bn2hex(number);
  std::string out{text};
  OPENSSL_free(text);
  BN_free(number);
  return out;
}

bool tls_client::is_resumed() const {
  return SSL_session_reused(ssl_.get()) == 1;
}

SSL_SESSION* tls_client::session() const {
  return SSL_get_session(ssl_.get());
}

bool tls_client::was_told_the_end() const {
  return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

void tls_client::update_keys() {
  SSL_key_update(ssl_.get(), SSL_KEY_UPDATE_REQUESTED);
}

bool tls_client::renegotiate() {
  return SSL_renegotiate(ssl_.get()) == 1 && SSL_do_handshake(ssl_.get()) == 1;
}

long tls_client::put(std::string_view bytes) {
  return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
}

long tls_client::get(std::span<char> to) {
  return SSL_read(ssl_.get(), to.data(), static_cast<int>(to.size()));
}

bool tls_client::has_pending() const {
  return SSL_pending(ssl_.get()) > 0;
}

} // namespace tests
