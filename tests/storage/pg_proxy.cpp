#include "pg_proxy.hpp"

#include "database.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string_view>

namespace tests {

struct pg_proxy::link {
  int client = -1;
  int server = -1;
  /// What befalls the answer of the statement that runs.
  std::atomic<fault> answer{fault::none};
  std::thread statements, answers;
};

namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(port);
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return a;
}

int open_socket() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0)
      return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

/// Cuts a stream into protocol messages: type byte and length; the first of a
/// frontend has no type.
class message_reader {
public:
  message_reader(int fd, bool startup) : fd_(fd), startup_(startup) {
    // nop
  }

  /// The next message as it came; false at the end of the stream.
  bool next(std::string& message) {
    const std::size_t head = startup_ ? 4 : 5;
    while (!has(head))
      if (!fill())
        return false;
    std::uint32_t length = 0;
    buffer_.copy(reinterpret_cast<char*>(&length), 4, head - 4);
    const auto total = head - 4 + ntohl(length);
    while (!has(total))
      if (!fill())
        return false;
    message = buffer_.substr(0, total);
    buffer_.erase(0, total);
    startup_ = false;
    return true;
  }

private:
  [[nodiscard]] bool has(std::size_t n) const {
    return buffer_.size() >= n;
  }

  bool fill() {
    std::array<char, 16384> chunk{};
    const auto n = ::recv(fd_, chunk.data(), chunk.size(), 0);
    if (n <= 0)
      return false;
    buffer_.append(chunk.data(), static_cast<std::size_t>(n));
    return true;
  }

  int fd_;
  bool startup_;
  std::string buffer_;
};

/// The statement that a message runs: Query has its text; Bind the portal, then
/// the name.
std::string statement_of(const std::string& message) {
  if (message[0] == 'Q')
    return &message[5];
  const auto portal_end = message.find('\0', 5);
  return portal_end == std::string::npos
           ? ""
           : std::string{&message[portal_end + 1]};
}

} // namespace

pg_proxy::pg_proxy() : listener_(open_socket()) {
  auto a = loopback(0);
  socklen_t size = sizeof a;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&a), size) != 0
      || ::listen(listener_, 64) != 0
      || ::getsockname(listener_, reinterpret_cast<sockaddr*>(&a), &size) != 0)
    throw std::runtime_error{"the proxy cannot listen"};
  port_ = ntohs(a.sin_port);
  acceptor_ = std::thread{[this] { accept_loop(); }};
}

pg_proxy::~pg_proxy() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = released_ = true;
    for (auto& l : links_)
      cut(*l);
  }
  changed_.notify_all();
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (auto& l : links_) {
    l->statements.join();
    l->answers.join();
    ::close(l->client);
    ::close(l->server);
  }
  ::close(listener_);
}

std::string pg_proxy::url(const std::string& database) const {
  return "postgresql://app@127.0.0.1:" + std::to_string(port_) + "/" + database
         + "?sslmode=disable&gssencmode=disable&connect_timeout=30";
}

void pg_proxy::arm(std::string statement, fault f, int times,
                   bool then_refuses) {
  const std::lock_guard lock{mutex_};
  statement_ = std::move(statement);
  fault_ = f;
  armed_ = times;
  then_refuses_ = then_refuses;
  struck_ = 0;
  released_ = false;
}

bool pg_proxy::wait_until_struck(int times) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, long_enough, [&] { return struck_ >= times; });
}

void pg_proxy::release() {
  const std::lock_guard lock{mutex_};
  released_ = true;
  changed_.notify_all();
}

void pg_proxy::refuse() {
  const std::lock_guard lock{mutex_};
  refusing_ = true;
  for (auto& l : links_)
    cut(*l);
}

void pg_proxy::admit() {
  const std::lock_guard lock{mutex_};
  refusing_ = false;
}

void pg_proxy::accept_loop() {
  for (;;) {
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock{mutex_};
    if (stopping_) {
      if (client >= 0)
        ::close(client);
      return;
    }
    if (client < 0)
      continue;
    const int server = open_socket();
    const auto a = loopback(server_port());
    if (refusing_
        || ::connect(server, reinterpret_cast<const sockaddr*>(&a), sizeof a)
             != 0) {
      ::close(server);
      ::close(client);
      continue;
    }
    auto& l = *links_.emplace_back(std::make_unique<link>());
    l.client = client;
    l.server = server;
    l.statements = std::thread{[this, &l] { forward_statements(l); }};
    l.answers = std::thread{[this, &l] { forward_answers(l); }};
  }
}

void pg_proxy::forward_statements(link& l) {
  message_reader reader{l.client, true};
  std::string message;
  auto f = fault::none;
  while (reader.next(message)) {
    const bool is_query = message[0] == 'Q';
    if (message[0] == 'B' || is_query) {
      f = strike(statement_of(message));
      if (f == fault::cut_before)
        break;
      if (f == fault::cut_after || f == fault::hold_answer)
        l.answer = f;
    }
    if (!send_all(l.server, message))
      break;
    if ((message[0] == 'S' || is_query) && f == fault::cut_while_running)
      break;
  }
  cut(l);
  if (f == fault::cut_before || f == fault::cut_while_running)
    struck();
}

void pg_proxy::forward_answers(link& l) {
  message_reader reader{l.server, false};
  std::string message, held;
  while (reader.next(message)) {
    const auto f = l.answer.load();
    held += message;
    // The end of an answer is ReadyForQuery.
    if (f != fault::none && message[0] != 'Z')
      continue;
    if (f == fault::cut_after) {
      cut(l);
      struck();
      return;
    }
    if (f == fault::hold_answer) {
      l.answer = fault::none;
      struck();
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [this] { return released_; });
    }
    if (!send_all(l.client, held))
      break;
    held.clear();
  }
  cut(l);
}

pg_proxy::fault pg_proxy::strike(const std::string& statement) {
  const std::lock_guard lock{mutex_};
  if (armed_ == 0 || !statement.starts_with(statement_))
    return fault::none;
  if (--armed_ == 0 && then_refuses_)
    refusing_ = true;
  return fault_;
}

void pg_proxy::struck() {
  const std::lock_guard lock{mutex_};
  ++struck_;
  changed_.notify_all();
}

void pg_proxy::cut(link& l) {
  ::shutdown(l.client, SHUT_RDWR);
  ::shutdown(l.server, SHUT_RDWR);
}

} // namespace tests
