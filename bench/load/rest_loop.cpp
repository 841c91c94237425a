#include "load/rest_loop.hpp"

#include "common/net.hpp"
#include "common/scan.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace bench {

namespace {

constexpr std::size_t buffer_size = 1024 * 1024;

} // namespace

rest_loop::rest_loop(const options& o, std::size_t count,
                     rest_listener& listener)
  : host_(o.hosts.front()),
    listener_(listener),
    epoll_(epoll_create1(EPOLL_CLOEXEC)),
    links_(count),
    buffer_(buffer_size) {
  for (std::size_t i = 0; i < count; ++i) {
    auto& l = links_[i];
    l.index = i;
    l.fd = connect_to(o.hosts[i % o.hosts.size()], o.port, true);
    if (l.fd < 0)
      throw std::runtime_error(std::string("refused: ") + std::strerror(errno));
    fcntl(l.fd, F_SETFL, fcntl(l.fd, F_GETFL) | O_NONBLOCK);
    if (o.tls)
      l.tls = std::make_unique<tls_socket>(l.fd);
    epoll_event e{};
    e.events = EPOLLIN;
    e.data.ptr = &l;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, l.fd, &e);
  }
}

rest_loop::~rest_loop() {
  for (auto& l : links_)
    if (l.fd >= 0)
      ::close(l.fd);
  ::close(epoll_);
}

void rest_loop::ask(rest_link& l, std::string_view method,
                    std::string_view path, std::string_view token,
                    std::string_view body) {
  auto& out = l.out;
  out.append(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: ");
  out.append(host_).append("\r\nAuthorization: Bearer ").append(token);
  if (!body.empty())
    out.append("\r\nContent-Type: application/json\r\nContent-Length: ")
      .append(std::to_string(body.size()));
  out.append("\r\n\r\n").append(body);
  write_out(l);
}

void rest_loop::turn(nanos until) {
  auto wait = std::max<nanos>(0, until - now());
  timespec timeout{wait / second, wait % second};
  std::array<epoll_event, 256> events{};
  int n = epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()),
                       &timeout, nullptr);
  for (int i = 0; i < n; ++i) {
    auto& e = events[static_cast<std::size_t>(i)];
    auto& l = *static_cast<rest_link*>(e.data.ptr);
    if ((e.events & EPOLLOUT) != 0)
      write_out(l);
    if ((e.events & ~std::uint32_t{EPOLLOUT}) != 0 && l.fd >= 0)
      receive(l);
  }
}

void rest_loop::receive(rest_link& l) {
  auto got = l.tls ? l.tls->get(buffer_.data(), buffer_.size())
                   : recv(l.fd, buffer_.data(), buffer_.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR))
    return l.out.empty() ? void() : write_out(l);
  if (got <= 0)
    return close(l, got == 0 ? "closed by the server" : std::strerror(errno));
  std::string_view bytes(buffer_.data(), static_cast<std::size_t>(got));
  if (l.in.empty()) {
    auto used = take_answer(l, bytes);
    l.in.assign(bytes.substr(used));
  } else {
    l.in.append(bytes);
    auto whole = std::move(l.in);
    l.in.clear();
    auto used = take_answer(l, whole);
    l.in = used == 0 ? std::move(whole) : whole.substr(used);
  }
}

std::size_t rest_loop::take_answer(rest_link& l, std::string_view bytes) {
  auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos)
    return 0;
  auto length = content_length(bytes.substr(0, end));
  if (!length)
    throw std::runtime_error("an answer without a length");
  if (bytes.size() < end + 4 + *length)
    return 0;
  auto digits = bytes.substr(std::min<std::size_t>(9, end), 3);
  auto status = static_cast<int>(take_number(digits).value_or(0));
  listener_.answered(l, status, bytes.substr(end + 4, *length));
  return end + 4 + *length;
}

void rest_loop::write_out(rest_link& l) {
  auto sent = l.tls ? l.tls->put(l.out)
                    : send(l.fd, l.out.data(), l.out.size(), MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN)
    return close(l, std::strerror(errno));
  l.out.erase(0, sent > 0 ? static_cast<std::size_t>(sent) : 0);
  // A TLS handshake may wait for bytes to read instead; `receive` goes on.
  bool writing = !l.out.empty() && !l.tls;
  if (writing == l.writing)
    return;
  l.writing = writing;
  epoll_event e{};
  e.events = EPOLLIN | (writing ? EPOLLOUT : 0U);
  e.data.ptr = &l;
  epoll_ctl(epoll_, EPOLL_CTL_MOD, l.fd, &e);
}

void rest_loop::close(rest_link& l, std::string_view why) {
  ::close(l.fd);
  l.fd = -1;
  listener_.closed(l, why);
}

} // namespace bench
