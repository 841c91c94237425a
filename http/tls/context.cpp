#include "http/tls/context.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <cstdio>
#include <ctime>
#include <string_view>
#include <system_error>

namespace http::tls {

namespace {

using std::chrono::system_clock;

constexpr std::chrono::hours notice{14 * 24};
/// How long a session may be resumed by its ticket.
constexpr long ticket_seconds = 7'200;
constexpr const char* ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
/// As ALPN writes it: a length, then the name.
constexpr std::string_view http_1_1{"\x08http/1.1"};

schema::failure refuse(std::string sentence) {
  return schema::fail(schema::errc::validation_failed, std::move(sentence));
}

/// What OpenSSL has to say about the call that failed.
std::string reason() {
  const auto* text = ERR_reason_error_string(ERR_peek_last_error());
  return text != nullptr ? text : "unknown error";
}

schema::result<void> check_readable(const char* name, const std::string& file) {
  // A folder opens, but cannot be read.
  errno = 0;
  auto* opened = std::fopen(file.c_str(), "re");
  const bool good = opened != nullptr && std::fgetc(opened) != EOF;
  const auto error = errno;
  if (opened != nullptr)
    std::fclose(opened);
  if (good)
    return {};
  return refuse(fmt::format("{}: {} cannot be read: {}.", name, file,
                            opened != nullptr && error == 0
                              ? "it is empty"
                              : std::generic_category().message(error)));
}

/// Instead of asking on the terminal.
int no_passphrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return 0;
}

schema::result<void> use_certificate(SSL_CTX* to, const std::string& file) {
  if (auto readable = check_readable("TLS_CERT", file); !readable)
    return readable;
  if (SSL_CTX_use_certificate_chain_file(to, file.c_str()) == 1)
    return {};
  const bool none = ERR_GET_REASON(ERR_peek_error()) == PEM_R_NO_START_LINE;
  return refuse(
    none ? fmt::format("TLS_CERT: {} holds no certificate in PEM form "
                       "(-----BEGIN CERTIFICATE-----).",
                       file)
         : fmt::format("TLS_CERT: the certificate in {} cannot be used: {}.",
                       file, reason()));
}

schema::result<void> use_key(SSL_CTX* to, const std::string& file) {
  if (auto readable = check_readable("TLS_KEY", file); !readable)
    return readable;
  bool is_encrypted = false;
  SSL_CTX_set_default_passwd_cb(to, no_passphrase);
  SSL_CTX_set_default_passwd_cb_userdata(to, &is_encrypted);
  const auto used =
    SSL_CTX_use_PrivateKey_file(to, file.c_str(), SSL_FILETYPE_PEM);
  SSL_CTX_set_default_passwd_cb_userdata(to, nullptr);
  if (used == 1)
    return {};
  if (is_encrypted)
    return refuse(fmt::format("TLS_KEY: the key in {} is encrypted; store it "
                              "without a passphrase.",
                              file));
  const auto error = ERR_GET_REASON(ERR_peek_last_error());
  if (error == X509_R_KEY_VALUES_MISMATCH || error == X509_R_KEY_TYPE_MISMATCH)
    return refuse(fmt::format("TLS_CERT and TLS_KEY do not belong together: "
                              "the key in {} is not the certificate's.",
                              file));
  return refuse(fmt::format("TLS_KEY: {} holds no private key in PEM form "
                            "(-----BEGIN PRIVATE KEY-----).",
                            file));
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned offered_size,
                    void*) {
  unsigned char* chosen = nullptr;
  const auto result = SSL_select_next_proto(
    &chosen, out_size, reinterpret_cast<const unsigned char*>(http_1_1.data()),
    http_1_1.size(), offered, offered_size);
  *out = chosen;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK
                                          : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void set_rules(SSL_CTX* to) {
  SSL_CTX_set_min_proto_version(to, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(to, ciphers);
  SSL_CTX_set_options(to, SSL_OP_CIPHER_SERVER_PREFERENCE
                            | SSL_OP_PRIORITIZE_CHACHA | SSL_OP_NO_COMPRESSION
                            | SSL_OP_NO_RENEGOTIATION
                            | SSL_OP_IGNORE_UNEXPECTED_EOF);
  // An idle link owns no buffers.
  SSL_CTX_set_mode(to, SSL_MODE_RELEASE_BUFFERS);
  // Sessions live in the clients' tickets, not here.
  SSL_CTX_set_session_cache_mode(to, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(to, 1);
  SSL_CTX_set_timeout(to, ticket_seconds);
  SSL_CTX_set_alpn_select_cb(to, choose_protocol, nullptr);
}

system_clock::time_point end_of(const X509* certificate) {
  std::tm end{};
  if (certificate == nullptr
      || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1)
    return system_clock::time_point::max();
  return system_clock::from_time_t(::timegm(&end));
}

} // namespace

context::context(ssl_ctx_st* native)
  : native_{native},
    expires_{end_of(SSL_CTX_get0_certificate(native))} {
  // nop
}

context::~context() {
  SSL_CTX_free(native_);
}

schema::result<context_ptr> context::load(const std::string& certificate_file,
                                          const std::string& key_file) {
  ERR_clear_error();
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> made{
    SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
  if (!made)
    return schema::fail(schema::errc::internal, "OpenSSL: " + reason());
  set_rules(made.get());
  if (auto used = use_certificate(made.get(), certificate_file); !used)
    return tl::unexpected{used.error()};
  if (auto used = use_key(made.get(), key_file); !used)
    return tl::unexpected{used.error()};
  SSL_CTX_up_ref(made.get());
  return context_ptr{new context{made.get()}};
}

std::string context::warning(system_clock::time_point now) const {
  const auto left = expires_ - now;
  if (left > notice)
    return {};
  return fmt::format("The TLS certificate {} on {:%Y-%m-%d %H:%M} UTC: put a "
                     "new one in its place and send SIGHUP.",
                     left.count() < 0 ? "ended" : "ends",
                     fmt::gmtime(system_clock::to_time_t(expires_)));
}

} // namespace http::tls
