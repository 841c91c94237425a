#pragma once

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <string_view>

struct ssl_st;

namespace bench {

/// TLS on a connected socket, as a client that takes any certificate. Shakes
/// hands on the way. The socket stays its owner's.
class tls_socket {
public:
  explicit tls_socket(int fd);

  /// As `send` and `recv` do it, with errno.
  ssize_t put(std::string_view bytes);
  ssize_t get(char* to, std::size_t size);

private:
  struct freed {
    void operator()(ssl_st* x) const noexcept;
  };

  ssize_t failed(int returned);

  std::unique_ptr<ssl_st, freed> ssl_;
};

} // namespace bench
