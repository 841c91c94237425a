#pragma once

#include "load/tls_socket.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace bench {

struct http_response {
  int status = 0;
  std::string body;
};

/// A blocking HTTP/1.1 client on one connection that is kept alive, and made
/// anew when the server has closed it. For one thread.
class http_client {
public:
  /// `headers` go with every request; each ends in CRLF.
  http_client(std::string host, std::uint16_t port, std::string headers,
              bool tls = false);
  ~http_client();
  http_client(const http_client&) = delete;
  http_client& operator=(const http_client&) = delete;

  /// Throws std::runtime_error when there is no answer, or a chunked one.
  http_response request(std::string_view method, std::string_view path,
                        std::string_view body);

private:
  bool exchange(const std::string& request, http_response& response);
  bool read_more();
  void disconnect();

  std::string host_;
  std::uint16_t port_;
  std::string headers_;
  bool tls_;
  int fd_ = -1;
  std::unique_ptr<tls_socket> encrypted_;
  std::string buffer_;
};

} // namespace bench
