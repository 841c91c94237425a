#include "raw_client.hpp"

#include "fakes.hpp"

#include <arpa/inet.h>
#include <boost/test/unit_test.hpp>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>

namespace tests {

namespace {

void append_length(std::string& out, std::size_t size) {
  if (size < 126) {
    out.push_back(static_cast<char>(0x80 | size));
    return;
  }
  const int bytes = size < 65536 ? 2 : 8;
  out.push_back(static_cast<char>(bytes == 2 ? 0xfe : 0xff));
  for (int i = bytes - 1; i >= 0; --i)
    out.push_back(static_cast<char>(size >> (8 * i)));
}

} // namespace

std::string client_frame(std::uint8_t first_byte, std::string_view payload) {
  constexpr std::string_view mask{"\x11\x22\x33\x44", 4};
  std::string out{static_cast<char>(first_byte)};
  append_length(out, payload.size());
  out.append(mask);
  for (std::size_t i = 0; i < payload.size(); ++i)
    out.push_back(static_cast<char>(payload[i] ^ mask[i % 4]));
  return out;
}

std::uint16_t server_frame::close_code() const {
  if (payload.size() < 2)
    return 0;
  return static_cast<std::uint16_t>(
    (static_cast<unsigned char>(payload[0]) << 8)
    | static_cast<unsigned char>(payload[1]));
}

raw_client::raw_client(std::uint16_t port, int receive_buffer)
  : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
  if (receive_buffer > 0)
    ::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVBUF, &receive_buffer,
                 sizeof(receive_buffer));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_.number(), reinterpret_cast<sockaddr*>(&address),
                sizeof(address))
      != 0)
    throw std::runtime_error{"cannot connect"};
}

raw_client::raw_client(http::io::descriptor connected)
  : socket_{std::move(connected)} {
  // nop
}

void raw_client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = put(bytes);
    if (n <= 0)
      return; // the server has closed: the test sees it when it reads
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::size_t raw_client::send_some(std::string_view bytes) {
  const auto n = ::send(socket_.number(), bytes.data(), bytes.size(),
                        MSG_NOSIGNAL | MSG_DONTWAIT);
  return n < 0 ? 0 : static_cast<std::size_t>(n);
}

long raw_client::put(std::string_view bytes) {
  return ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

long raw_client::get(std::span<char> to) {
  return ::recv(socket_.number(), to.data(), to.size(), 0);
}

bool raw_client::has_pending() const {
  return false;
}

bool raw_client::fill() {
  pollfd wait{socket_.number(), POLLIN, 0};
  const auto limit =
    std::chrono::duration_cast<std::chrono::milliseconds>(patience);
  BOOST_REQUIRE_MESSAGE(
    has_pending() || ::poll(&wait, 1, static_cast<int>(limit.count())) == 1,
    "nothing came");
  char bytes[16 * 1024];
  const auto n = get(bytes);
  if (n <= 0)
    return false;
  buffer_.append(bytes, static_cast<std::size_t>(n));
  return true;
}

std::string raw_client::read(std::size_t size) {
  while (buffer_.size() < size)
    BOOST_REQUIRE_MESSAGE(fill(), "the stream ended too early");
  auto out = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return out;
}

std::string raw_client::read_until(std::string_view end) {
  std::size_t at = 0;
  while ((at = buffer_.find(end)) == std::string::npos)
    BOOST_REQUIRE_MESSAGE(fill(), "the stream ended too early");
  return read(at + end.size());
}

std::string raw_client::read_answer(bool has_body) {
  auto head = read_until("\r\n\r\n");
  const std::string_view name = "Content-Length: ";
  const auto at = head.find(name);
  if (!has_body || at == std::string::npos)
    return head;
  return head + read(std::stoul(head.substr(at + name.size())));
}

std::string raw_client::read_to_end() {
  while (fill())
    continue;
  return std::exchange(buffer_, {});
}

server_frame raw_client::read_frame() {
  const auto head = read(2);
  const auto byte = static_cast<unsigned char>(head[1]);
  BOOST_REQUIRE((byte & 0x80) == 0); // servers do not mask
  std::size_t size = byte;
  if (size >= 126) {
    const auto longer = read(size == 126 ? 2 : 8);
    size = 0;
    for (const auto c : longer)
      size = (size << 8) | static_cast<unsigned char>(c);
  }
  return {static_cast<std::uint8_t>(head[0]), read(size)};
}

bool raw_client::is_silent(std::chrono::milliseconds time) {
  pollfd wait{socket_.number(), POLLIN, 0};
  return buffer_.empty()
         && ::poll(&wait, 1, static_cast<int>(time.count())) == 0;
}

std::string raw_client::open(std::string_view query,
                             std::string_view more_headers,
                             std::string_view early, bool greeted) {
  std::string out = "GET /socket.io/";
  out.append(query).append(" HTTP/1.1\r\nHost: localhost\r\n"
                           "Connection: keep-alive, Upgrade\r\n"
                           "Upgrade: WebSocket\r\n"
                           "Sec-WebSocket-Version: 13\r\n"
                           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
  send(out.append(more_headers).append("\r\n").append(early));
  const auto head = read_until("\r\n\r\n");
  BOOST_REQUIRE_MESSAGE(head.starts_with("HTTP/1.1 101 "), head);
  BOOST_TEST(head.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
             != std::string::npos);
  if (!greeted)
    return {};
  const auto frame = read_frame();
  BOOST_TEST(frame.first_byte == 0x81);
  return frame.payload;
}

void raw_client::finish() {
  ::shutdown(socket_.number(), SHUT_WR);
}

} // namespace tests
