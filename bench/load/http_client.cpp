#include "load/http_client.hpp"

#include "common/net.hpp"
#include "common/scan.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>
#include <utility>

namespace bench {

http_client::http_client(std::string host, std::uint16_t port,
                         std::string headers, bool tls)
  : host_(std::move(host)),
    port_(port),
    headers_(std::move(headers)),
    tls_(tls) {
  // nop
}

http_client::~http_client() {
  disconnect();
}

http_response http_client::request(std::string_view method,
                                   std::string_view path,
                                   std::string_view body) {
  std::string text(method);
  text.append(" ").append(path).append(" HTTP/1.1\r\nHost: ").append(host_);
  text.append("\r\nContent-Type: application/json\r\nContent-Length: ");
  text.append(std::to_string(body.size())).append("\r\n").append(headers_);
  text.append("\r\n").append(body);
  http_response response;
  // Once more, since the server may close a kept connection at any time.
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (exchange(text, response))
      return response;
    disconnect();
  }
  throw std::runtime_error("no answer to " + std::string(method) + " "
                           + std::string(path));
}

bool http_client::exchange(const std::string& request,
                           http_response& response) {
  if (fd_ < 0) {
    fd_ = connect_to(host_, port_, true);
    if (fd_ >= 0 && tls_)
      encrypted_ = std::make_unique<tls_socket>(fd_);
  }
  if (fd_ < 0)
    return false;
  auto sent = encrypted_
                ? encrypted_->put(request)
                : send(fd_, request.data(), request.size(), MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(request.size()))
    return false;
  auto end = std::string::npos;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!read_more())
      return false;
  auto head = buffer_.substr(0, end + 2);
  std::transform(head.begin(), head.end(), head.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  if (head.size() < 12)
    return false;
  auto status = std::string_view(head).substr(9, 3);
  response.status = static_cast<int>(take_number(status).value_or(0));
  auto length = number_after(head, "\r\ncontent-length:");
  if (!length)
    throw std::runtime_error("an answer without a length");
  while (buffer_.size() < end + 4 + *length)
    if (!read_more())
      return false;
  response.body = buffer_.substr(end + 4, *length);
  buffer_.erase(0, end + 4 + *length);
  if (head.find("\r\nconnection: close") != std::string::npos)
    disconnect();
  return true;
}

bool http_client::read_more() {
  std::array<char, 16384> bytes{};
  auto got = encrypted_ ? encrypted_->get(bytes.data(), bytes.size())
                        : recv(fd_, bytes.data(), bytes.size(), 0);
  if (got <= 0)
    return false;
  buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  return true;
}

void http_client::disconnect() {
  if (fd_ >= 0)
    close(fd_);
  fd_ = -1;
  encrypted_.reset();
  buffer_.clear();
}

} // namespace bench
