#include "floor/io_loop.hpp"

#include "common/scan.hpp"
#include "floor/frames.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>

namespace bench {

namespace {

// Each connection is in one of 250 slots, by descriptor, and one slot is
// served every 100 ms: a heartbeat every 25 s, and no timers.
constexpr std::size_t slots = 250;
constexpr nanos slot_time = 100 * millisecond;

constexpr std::size_t buffer_size = 256 * 1024;

constexpr std::uint64_t to_tag(connection_id id) {
  return std::uint64_t{id.serial} << 32 | static_cast<std::uint32_t>(id.fd);
}

constexpr connection_id from_tag(std::uint64_t tag) {
  return {static_cast<int>(tag & 0xffffffff),
          static_cast<std::uint32_t>(tag >> 32)};
}

} // namespace

struct io_loop::connection {
  connection_id id;
  bool upgraded = false;
  bool heard = true;    ///< since the last heartbeat
  bool blocked = false; ///< waits for room in the socket
  bool dirty = false;
  std::string rest; ///< of a frame that has not come whole
  std::string out;
  std::vector<std::uint64_t> joined;
};

io_loop::io_loop(int listener, rooms known, const std::string& database_url,
                 std::size_t writers)
  : listener_(listener),
    epoll_(epoll_create1(EPOLL_CLOEXEC)),
    wake_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
    rooms_(std::move(known)),
    buffer_(buffer_size),
    outgoing_(writers) {
  for (int fd : {listener_, wake_}) {
    epoll_event e{};
    e.events = EPOLLIN;
    e.data.u64 = to_tag({fd, 0});
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &e);
  }
  auto done = [this](std::vector<post> batch) {
    bool was_empty = false;
    {
      std::lock_guard lock(done_mutex_);
      was_empty = done_.empty();
      std::move(batch.begin(), batch.end(), std::back_inserter(done_));
    }
    if (was_empty)
      eventfd_write(wake_, 1);
  };
  for (std::size_t i = 0; i < writers; ++i)
    writers_.push_back(std::make_unique<writer>(database_url, done));
}

io_loop::~io_loop() {
  writers_.clear();
  ::close(wake_);
  ::close(epoll_);
}

void io_loop::run() {
  std::array<epoll_event, 512> events{};
  next_beat_ = now() + slot_time;
  while (true) {
    auto wait = std::max<nanos>(0, next_beat_ - now()) / millisecond + 1;
    int n = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                       static_cast<int>(wait));
    for (int i = 0; i < n; ++i)
      on_event(events[static_cast<std::size_t>(i)].data.u64,
               events[static_cast<std::size_t>(i)].events);
    if (now() >= next_beat_)
      beat();
    hand_to_writers();
    flush();
  }
}

void io_loop::on_event(std::uint64_t tag, std::uint32_t events) {
  auto id = from_tag(tag);
  if (id.fd == listener_)
    return accept_all();
  if (id.fd == wake_)
    return take_committed();
  if (auto* c = find(id); c && (events & EPOLLOUT) != 0)
    write_out(*c);
  if (auto* c = find(id); c && (events & ~std::uint32_t{EPOLLOUT}) != 0)
    receive(*c);
}

void io_loop::accept_all() {
  int fd = -1;
  while (
    (fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC))
    >= 0) {
    auto c = std::make_unique<connection>();
    c->id = {fd, next_serial_++};
    epoll_event e{};
    e.events = EPOLLIN;
    e.data.u64 = to_tag(c->id);
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &e);
    auto index = static_cast<std::size_t>(fd);
    if (connections_.size() <= index)
      connections_.resize(index + 1);
    connections_[index] = std::move(c);
  }
}

void io_loop::receive(connection& c) {
  auto kept = c.rest.size();
  std::memcpy(buffer_.data(), c.rest.data(), kept);
  auto got = recv(c.id.fd, buffer_.data() + kept, buffer_.size() - kept, 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (got <= 0)
    return close(c);
  auto id = c.id;
  auto size = kept + static_cast<std::size_t>(got);
  std::size_t used = 0;
  if (!c.upgraded)
    used = upgrade(c, {buffer_.data(), size});
  if (c.upgraded)
    used += read_frames(c, buffer_.data() + used, size - used);
  if (find(id) == nullptr)
    return;
  if (used == size && c.rest.capacity() > 15)
    std::string().swap(c.rest);
  else
    c.rest.assign(buffer_.data() + used, size - used);
}

std::size_t io_loop::upgrade(connection& c, std::string_view bytes) {
  auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos)
    return 0;
  output(c) += upgrade_answer(bytes.substr(0, end + 2), c.id.serial);
  c.upgraded = true;
  return end + 4;
}

std::size_t io_loop::read_frames(connection& c, char* data, std::size_t size) {
  std::size_t used = 0;
  while (auto f = first_frame({data + used, size - used})) {
    used += f->size;
    if (f->op == opcode::close) {
      close(c);
      return size;
    }
    if (f->op == opcode::text)
      on_text(c, f->payload);
  }
  return used;
}

void io_loop::on_text(connection& c, std::string_view text) {
  if (text.starts_with("42"))
    on_event_packet(c, text.substr(2));
  else if (text.starts_with("3"))
    c.heard = true;
  else if (text.starts_with("40"))
    append_server_frame(output(c), opcode::text,
                        R"(40{"sid":")" + to_object_id(c.id.serial) + "\"}");
}

void io_loop::on_event_packet(connection& c, std::string_view packet) {
  auto ack = take_number(packet);
  auto conversation =
    from_object_id(text_after(packet, R"("conversationId":)"));
  if (packet.starts_with(R"(["dm:send_message")")) {
    post p{conversation, ++rooms_.at(conversation).last_seq, c.id, ack,
           std::string(text_after(packet, R"("content":)"))};
    outgoing_[conversation % outgoing_.size()].push_back(std::move(p));
  } else if (packet.starts_with(R"(["dm:typing_start")")) {
    typing(c, conversation);
  } else if (packet.starts_with(R"(["dm:join_conversation")")) {
    join(c, conversation, ack);
  }
}

void io_loop::join(connection& c, std::uint64_t conversation,
                   std::optional<std::uint64_t> ack) {
  rooms_.join(conversation, c.id);
  c.joined.push_back(conversation);
  auto data = R"({"conversationId":")" + to_object_id(conversation) + "\"}";
  if (ack)
    append_ack(output(c), *ack, data);
  append_event(output(c), "dm:joined", data);
}

void io_loop::typing(connection& c, std::uint64_t conversation) {
  std::string frame;
  append_event(frame, "dm:typing_start",
               R"({"conversationId":")" + to_object_id(conversation)
                 + R"(","userId":"user-)" + std::to_string(c.id.serial)
                 + "\"}");
  for (auto member : rooms_.at(conversation).members)
    if (auto* other = find(member); other && other != &c)
      output(*other) += frame;
}

void io_loop::hand_to_writers() {
  for (std::size_t i = 0; i < writers_.size(); ++i)
    writers_[i]->submit(outgoing_[i]);
}

void io_loop::take_committed() {
  eventfd_t count = 0;
  eventfd_read(wake_, &count);
  std::vector<post> done;
  {
    std::lock_guard lock(done_mutex_);
    done.swap(done_);
  }
  for (const auto& p : done)
    publish(p);
}

void io_loop::publish(const post& p) {
  auto data = message_object(p, std::time(nullptr));
  if (auto* sender = find(p.sender); sender && p.ack)
    append_ack(output(*sender), *p.ack, data);
  std::string frame;
  append_event(frame, "dm:message_received", data);
  for (auto member : rooms_.at(p.conversation).members)
    if (auto* c = find(member))
      output(*c) += frame;
}

void io_loop::beat() {
  for (auto fd = slot_; fd < connections_.size(); fd += slots) {
    auto* c = connections_[fd].get();
    if (c == nullptr)
      continue;
    if (!c->heard) {
      close(*c);
    } else if (c->upgraded) {
      c->heard = false;
      append_server_frame(output(*c), opcode::text, "2");
    }
  }
  slot_ = (slot_ + 1) % slots;
  next_beat_ += slot_time;
}

io_loop::connection* io_loop::find(connection_id id) {
  auto index = static_cast<std::size_t>(id.fd);
  auto* c = index < connections_.size() ? connections_[index].get() : nullptr;
  return c && c->id.serial == id.serial ? c : nullptr;
}

std::string& io_loop::output(connection& c) {
  if (!c.dirty) {
    c.dirty = true;
    dirty_.push_back(c.id);
    if (c.out.empty() && !spare_.empty()) {
      c.out = std::move(spare_.back());
      spare_.pop_back();
    }
  }
  return c.out;
}

void io_loop::flush() {
  for (auto id : dirty_) {
    if (auto* c = find(id)) {
      c->dirty = false;
      if (!c->blocked)
        write_out(*c);
    }
  }
  dirty_.clear();
}

void io_loop::write_out(connection& c) {
  auto sent = send(c.id.fd, c.out.data(), c.out.size(), MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN)
    return close(c);
  c.out.erase(0, sent > 0 ? static_cast<std::size_t>(sent) : 0);
  bool blocked = !c.out.empty();
  if (blocked != c.blocked) {
    c.blocked = blocked;
    epoll_event e{};
    e.events = EPOLLIN | (blocked ? EPOLLOUT : 0U);
    e.data.u64 = to_tag(c.id);
    epoll_ctl(epoll_, EPOLL_CTL_MOD, c.id.fd, &e);
  }
  if (!blocked) {
    if (spare_.size() < 1024)
      spare_.push_back(std::move(c.out));
    std::string().swap(c.out);
  }
}

void io_loop::close(connection& c) {
  for (auto conversation : c.joined)
    rooms_.leave(conversation, c.id);
  ::close(c.id.fd);
  connections_[static_cast<std::size_t>(c.id.fd)].reset();
}

} // namespace bench
