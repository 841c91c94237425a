#include "load/client_loop.hpp"

#include "common/frame.hpp"
#include "common/net.hpp"

#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace bench {

namespace {

constexpr std::size_t buffer_size = 1024 * 1024;
constexpr std::size_t handshakes_at_once = 256;
constexpr nanos connect_patience = 60 * second;

std::string upgrade_request(const std::string& host, std::uint16_t port) {
  return "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: " + host
         + ":" + std::to_string(port)
         + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: c3dpdGNoYm9hcmRiZW5jaA==\r\n"
           "Sec-WebSocket-Version: 13\r\n\r\n";
}

std::string connect_packet(const client& c) {
  auto text = R"(40{"token":")" + c.token + R"(","dialect":"direct")";
  if (!c.cursors.empty())
    text.append(R"(,"cursors":)").append(c.cursors);
  return text + "}";
}

/// With most ports of one address in use, the kernel looks long for a free one;
/// so loopback connections come from several addresses.
std::string loopback_source(std::size_t index) {
  return "127.0.0." + std::to_string(2 + index % 8);
}

} // namespace

client_loop::client_loop(std::vector<std::string> hosts, std::uint16_t port,
                         client_listener& listener, bool tls)
  : hosts_(std::move(hosts)),
    port_(port),
    listener_(listener),
    tls_(tls),
    epoll_(epoll_create1(EPOLL_CLOEXEC)),
    buffer_(buffer_size) {
  // The default slack of 50 us would show in every scheduled message.
  prctl(PR_SET_TIMERSLACK, 1000UL);
}

client_loop::~client_loop() {
  ::close(epoll_);
}

void client_loop::open(client& c) {
  const auto& host = hosts_[c.index % hosts_.size()];
  c.fd = host.starts_with("127.")
           ? connect_from(loopback_source(c.index), host, port_)
           : connect_to(host, port_, false);
  if (c.fd < 0) {
    ++closed_;
    refusal_ = std::strerror(errno);
    return listener_.closed(c, refusal_);
  }
  c.state = client_state::connecting;
  c.blocked = true;
  watch(c, true, EPOLL_CTL_ADD);
}

void client_loop::close(client& c, std::string_view why) {
  if (c.state == client_state::closed)
    return;
  if (c.state == client_state::ready)
    --ready_;
  ++closed_;
  refusal_ = why;
  c.tls.reset();
  ::close(c.fd);
  c.fd = -1;
  c.state = client_state::closed;
  c.blocked = false;
  c.rest.clear();
  c.out.clear();
  listener_.closed(c, refusal_);
}

void client_loop::send(client& c, std::string_view packet) {
  if (c.state < client_state::opening)
    return;
  mark_dirty(c);
  append_client_frame(c.out, opcode::text, packet);
}

void client_loop::turn(nanos until) {
  flush();
  auto wait = std::max<nanos>(0, until - now());
  timespec timeout{wait / second, wait % second};
  std::array<epoll_event, 512> events{};
  int n = epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()),
                       &timeout, nullptr);
  for (int i = 0; i < n; ++i) {
    auto& e = events[static_cast<std::size_t>(i)];
    on_event(*static_cast<client*>(e.data.ptr), e.events);
  }
  flush();
}

void client_loop::open_all(std::vector<client>& clients, std::size_t step) {
  const auto count = clients.size() / step;
  std::size_t opened = 0;
  auto refused = closed_;
  auto deadline = now() + connect_patience;
  while (ready_ < count) {
    while (opened < count && opened < ready_ + handshakes_at_once)
      open(clients[step * opened++]);
    turn(now() + 100 * millisecond);
    if (closed_ != refused)
      throw std::runtime_error("refused: " + refusal_);
    if (now() > deadline)
      throw std::runtime_error("not all connected after 60 s");
  }
}

void client_loop::on_event(client& c, std::uint32_t events) {
  if (c.state == client_state::closed)
    return; // by an event that came before this one
  if (c.state == client_state::connecting) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(c.fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0)
      return close(c, std::strerror(error));
    if (tls_)
      c.tls = std::make_unique<tls_socket>(c.fd);
    c.state = client_state::upgrading;
    c.out = upgrade_request(hosts_[c.index % hosts_.size()], port_);
    return write_out(c);
  }
  if ((events & EPOLLOUT) != 0)
    write_out(c);
  if ((events & ~std::uint32_t{EPOLLOUT}) != 0
      && c.state != client_state::closed)
    receive(c);
}

void client_loop::receive(client& c) {
  auto kept = c.rest.size();
  std::memcpy(buffer_.data(), c.rest.data(), kept);
  auto room = buffer_.size() - kept;
  auto got = c.tls ? c.tls->get(buffer_.data() + kept, room)
                   : recv(c.fd, buffer_.data() + kept, room, 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (got <= 0)
    return close(c, got == 0 ? "closed by the server" : std::strerror(errno));
  auto size = kept + static_cast<std::size_t>(got);
  std::size_t used = 0;
  if (c.state == client_state::upgrading)
    used = read_answer(c, {buffer_.data(), size});
  if (c.state >= client_state::opening)
    used += read_frames(c, buffer_.data() + used, size - used);
  if (c.state == client_state::closed)
    return;
  if (used == size && c.rest.capacity() > 15)
    std::string().swap(c.rest);
  else
    c.rest.assign(buffer_.data() + used, size - used);
}

std::size_t client_loop::read_answer(client& c, std::string_view bytes) {
  auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos)
    return 0;
  if (!bytes.starts_with("HTTP/1.1 101")) {
    close(c, bytes.substr(0, bytes.find('\r')));
    return 0;
  }
  c.state = client_state::opening;
  return end + 4;
}

std::size_t client_loop::read_frames(client& c, char* data, std::size_t size) {
  std::size_t used = 0;
  while (c.state != client_state::closed) {
    auto f = first_frame({data + used, size - used});
    if (!f)
      break;
    used += f->size;
    if (f->op == opcode::text && f->last) {
      on_text(c, f->payload);
    } else if (f->op == opcode::ping) {
      mark_dirty(c);
      append_client_frame(c.out, opcode::pong, f->payload);
    } else if (f->op == opcode::close) {
      auto reason =
        f->payload.substr(std::min<std::size_t>(2, f->payload.size()));
      close(c, "close frame: " + std::string(reason));
    } else if (f->op != opcode::pong) {
      close(c, "a frame that this client does not know");
    }
  }
  return used;
}

void client_loop::on_text(client& c, std::string_view text) {
  if (text.starts_with("42") || text.starts_with("43")) {
    listener_.packet(c, text);
  } else if (text.starts_with("2")) {
    send(c, "3");
  } else if (text.starts_with("0")) {
    send(c, connect_packet(c));
  } else if (text.starts_with("40")) {
    c.state = client_state::ready;
    ++ready_;
    listener_.ready(c);
  } else if (text.starts_with("44") || text.starts_with("41")) {
    close(c, text);
  }
}

void client_loop::flush() {
  flushing_.swap(dirty_);
  for (auto* c : flushing_) {
    c->dirty = false;
    if (c->state != client_state::closed && !c->blocked)
      write_out(*c);
  }
  flushing_.clear();
}

void client_loop::write_out(client& c) {
  auto sent = c.tls ? c.tls->put(c.out)
                    : ::send(c.fd, c.out.data(), c.out.size(), MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN)
    return close(c, std::strerror(errno));
  c.out.erase(0, sent > 0 ? static_cast<std::size_t>(sent) : 0);
  bool blocked = !c.out.empty();
  if (blocked != c.blocked)
    watch(c, blocked, EPOLL_CTL_MOD);
  c.blocked = blocked;
}

void client_loop::mark_dirty(client& c) {
  if (!std::exchange(c.dirty, true))
    dirty_.push_back(&c);
}

void client_loop::watch(const client& c, bool writable, int operation) const {
  epoll_event e{};
  e.events = EPOLLIN | (writable ? EPOLLOUT : 0U);
  e.data.ptr = const_cast<client*>(&c);
  epoll_ctl(epoll_, operation, c.fd, &e);
}

} // namespace bench
