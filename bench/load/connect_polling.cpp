#include "load/connect_polling.hpp"

#include "common/net.hpp"
#include "common/scan.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

namespace bench {

namespace {

constexpr std::string_view handshake_path =
  "/socket.io/?EIO=4&transport=polling";

} // namespace

connect_polling::connect_polling(const options& o)
  : options_(o),
    arrivals_(o),
    visitors_(o.in_flight),
    epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  for (std::size_t i = 0; i < visitors_.size(); ++i)
    visitors_[i].index = i;
}

connect_polling::~connect_polling() {
  ::close(epoll_);
}

int connect_polling::run() {
  arrivals_.window.start();
  for (auto& v : visitors_)
    open(v);
  while (arrivals_.window.running()) {
    turn();
    for (auto* v : std::exchange(gone_, {}))
      open(*v);
  }
  return arrivals_.tell("polling");
}

void connect_polling::open(visitor& v) {
  v.at = step::connecting;
  v.since = now();
  v.path = handshake_path;
  v.in.clear();
  v.fd = connect_from("127.0.0." + std::to_string(2 + v.index % 8),
                      options_.hosts[v.index % options_.hosts.size()],
                      options_.port);
  if (v.fd < 0)
    return fail(v, std::strerror(errno));
  epoll_event e{};
  e.events = EPOLLOUT;
  e.data.ptr = &v;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, v.fd, &e);
}

void connect_polling::close(visitor& v) {
  if (v.fd >= 0)
    ::close(v.fd);
  v.fd = -1;
  gone_.push_back(&v);
}

void connect_polling::fail(visitor& v, std::string_view why) {
  arrivals_.refused(why);
  close(v);
}

void connect_polling::turn() {
  auto wait = std::max<nanos>(0, arrivals_.window.next_change() - now());
  std::array<epoll_event, 256> events{};
  int n = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                     static_cast<int>(wait / millisecond) + 1);
  for (int i = 0; i < n; ++i) {
    auto& v =
      *static_cast<visitor*>(events[static_cast<std::size_t>(i)].data.ptr);
    v.at == step::connecting ? on_connected(v) : receive(v);
  }
}

void connect_polling::on_connected(visitor& v) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(v.fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0)
    return fail(v, std::strerror(error));
  epoll_event e{};
  e.events = EPOLLIN;
  e.data.ptr = &v;
  epoll_ctl(epoll_, EPOLL_CTL_MOD, v.fd, &e);
  v.at = step::opening;
  send(v, "GET", {});
}

void connect_polling::receive(visitor& v) {
  std::array<char, 8192> buffer;
  auto got = recv(v.fd, buffer.data(), buffer.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (got <= 0)
    return fail(v, got == 0 ? "closed by the server" : std::strerror(errno));
  v.in.append(buffer.data(), static_cast<std::size_t>(got));
  auto a = first_answer(v.in);
  if (!a)
    return;
  auto size = a->size;
  if (a->status != 200)
    return fail(v, v.in);
  on_answer(v, *a);
  if (v.fd >= 0)
    v.in.erase(0, size);
}

void connect_polling::on_answer(visitor& v, const answer& a) {
  switch (v.at) {
  case step::connecting:
    break;
  case step::opening:
    v.path.append("&sid=").append(text_after(a.body, R"("sid":)"));
    v.at = step::joining;
    send(v, "POST", R"(40{"token":")" + arrivals_.next_token() + "\"}");
    break;
  case step::joining:
    v.at = step::waiting;
    send(v, "GET", {});
    break;
  case step::waiting:
    if (!a.body.starts_with("40{"))
      return fail(v, a.body);
    arrivals_.let_in(v.since);
    v.at = step::leaving;
    send(v, "POST", "1");
    break;
  case step::leaving:
    close(v);
    break;
  }
}

void connect_polling::send(visitor& v, std::string_view method,
                           std::string_view body) {
  std::string text(method);
  text.append(" ").append(v.path).append(" HTTP/1.1\r\nHost: ");
  text.append(options_.hosts.front()).append("\r\n");
  if (!body.empty())
    text.append("Content-Type: text/plain;charset=UTF-8\r\nContent-Length: ")
      .append(std::to_string(body.size()))
      .append("\r\n");
  text.append("\r\n").append(body);
  // A request is far smaller than what a socket takes at once.
  if (::send(v.fd, text.data(), text.size(), MSG_NOSIGNAL)
      != static_cast<ssize_t>(text.size()))
    fail(v, std::strerror(errno));
}

std::optional<connect_polling::answer>
connect_polling::first_answer(std::string_view bytes) {
  auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos)
    return std::nullopt;
  auto length = content_length(bytes.substr(0, end)).value_or(0);
  if (bytes.size() < end + 4 + length)
    return std::nullopt;
  int status = 0;
  auto digits = bytes.substr(std::min<std::size_t>(9, end), 3);
  std::from_chars(digits.data(), digits.data() + digits.size(), status);
  return answer{status, bytes.substr(end + 4, length), end + 4 + length};
}

} // namespace bench
