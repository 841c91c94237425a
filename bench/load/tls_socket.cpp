#include "load/tls_socket.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>

namespace bench {

namespace {

SSL_CTX* make_context() {
  std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes with `write`
  auto* out = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_mode(out, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE
                          | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return out;
}

int clamp(std::size_t size) {
  return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
}

} // namespace

tls_socket::tls_socket(int fd) {
  static auto* const context = make_context();
  ssl_.reset(SSL_new(context));
  SSL_set_fd(ssl_.get(), fd);
  SSL_set_connect_state(ssl_.get());
}

void tls_socket::freed::operator()(ssl_st* x) const noexcept {
  SSL_free(x);
}

ssize_t tls_socket::put(std::string_view bytes) {
  if (bytes.empty())
    return 0;
  ERR_clear_error();
  auto n = SSL_write(ssl_.get(), bytes.data(), clamp(bytes.size()));
  return n > 0 ? n : failed(n);
}

ssize_t tls_socket::get(char* to, std::size_t size) {
  std::size_t total = 0;
  while (total < size) {
    ERR_clear_error();
    auto n = SSL_read(ssl_.get(), to + total, clamp(size - total));
    if (n <= 0)
      return total > 0 ? static_cast<ssize_t>(total) : failed(n);
    total += static_cast<std::size_t>(n);
    if (SSL_pending(ssl_.get()) == 0)
      break; // the rest makes the socket readable again
  }
  return static_cast<ssize_t>(total);
}

ssize_t tls_socket::failed(int returned) {
  auto why = SSL_get_error(ssl_.get(), returned);
  if (why == SSL_ERROR_ZERO_RETURN)
    return 0;
  bool waits = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
  errno = waits ? EAGAIN : EPROTO;
  return -1;
}

} // namespace bench
