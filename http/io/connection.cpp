#include "http/io/connection.hpp"

#include "http/io/close_codes.hpp"
#include "http/io/inbound.hpp"
#include "http/io/loop.hpp"
#include "wire/websocket/frames.hpp"

#include <sys/epoll.h>
#include <sys/uio.h>

#include <algorithm>
#include <utility>

namespace http::io {

using actors::close_reason;
using wire::websocket::close_code;

connection::connection(std::shared_ptr<loop> owner, channel socket)
  : owner_{std::move(owner)},
    loop_{*owner_},
    socket_{std::move(socket)},
    decoder_{&loop_.env.limits} {
  // nop
}

connection::~connection() {
  wheel::disarm(*this);
}

bool connection::start(std::string_view greeting) {
  // A new socket's buffer is empty: it takes these few hundred bytes whole.
  const iovec piece{const_cast<char*>(greeting.data()), greeting.size()};
  if (socket_.write({&piece, 1}).bytes != greeting.size())
    return false;
  update_interest();
  const auto& settings = loop_.env.settings;
  heartbeat_due_ = loop_.now() + settings.ping_interval.count();
  connect_due_ = loop_.now() + settings.connect_timeout.count();
  arm_next();
  return true;
}

void connection::attach(std::unique_ptr<actors::session_port> session) {
  session_ = std::move(session);
}

void connection::on_readable(std::span<char> buffer) {
  if (phase_ == phase::dead)
    return;
  const auto got = socket_.read(buffer);
  switch (got.outcome) {
  case transfer::result::done:
    decode(buffer.first(got.bytes));
    break;
  case transfer::result::wants_read:
  case transfer::result::wants_write:
    break;
  case transfer::result::ended:
  case transfer::result::failed:
    cut(close_reason::client_left);
  }
  // Reading TLS may call for an answer of its own.
  if (socket_.has_unsent())
    update_interest();
}

void connection::on_early_bytes(std::string_view bytes,
                                std::span<char> buffer) {
  while (!bytes.empty() && phase_ == phase::open) {
    const auto size = std::min(bytes.size(), buffer.size());
    std::copy_n(bytes.begin(), size, buffer.begin());
    decode(buffer.first(size));
    bytes.remove_prefix(size);
  }
}

void connection::decode(std::span<char> bytes) {
  loop_.counters.bytes_in += bytes.size();
  inbound in{decoder_, bytes.size()};
  const auto broken = decoder_.feed(bytes, in);
  loop_.counters.frames_in += in.messages;
  take_in(in, broken);
}

void connection::take_in(inbound& in, std::optional<close_code> broken) {
  if (phase_ != phase::open) {
    // Nothing is processed after a close but its answer.
    if (in.close_echo)
      cut(close_reason::client_left);
    return;
  }
  connected_ = connected_ || in.connect;
  if (in.engine_pong && awaits_pong_) {
    awaits_pong_ = false;
    heartbeat_due_ = loop_.now() + loop_.env.settings.ping_interval.count();
    arm_next();
  }
  answer_pings(in);
  if (in.block)
    deliver(in);
  end_reading(in, broken);
}

void connection::answer_pings(inbound& in) {
  // To a peer that does not read, one answer a read is enough.
  if (outgoing_.is_blocked() && in.pongs.size() > 1)
    in.pongs.erase(in.pongs.begin(), in.pongs.end() - 1);
  for (auto& pong : in.pongs)
    post(std::move(pong));
}

void connection::deliver(inbound& in) {
  in.block->bytes.append(actors::inbound_block::padding, '\0');
  packets_in_work_.fetch_add(static_cast<int>(in.block->packets.size()));
  bytes_in_work_.fetch_add(static_cast<int>(in.packet_bytes));
  session_->deliver(std::move(in.block));
  pause_if_over();
}

void connection::end_reading(inbound& in, std::optional<close_code> broken) {
  if (broken || in.violation)
    loop_.env.metrics.packets_malformed.add();
  if (broken) {
    const auto& told = describe(close_reason::protocol_error).text;
    begin_close(close_reason::protocol_error,
                wire::websocket::close_frame(*broken, told));
  } else if (in.violation) {
    begin_close(close_reason::protocol_error);
  } else if (in.close_echo) {
    peer_closed_ = true;
    begin_close(close_reason::client_left, std::move(in.close_echo));
  } else if (in.engine_close) {
    begin_close(close_reason::client_left);
  }
}

void connection::on_writable() {
  if (phase_ == phase::dead)
    return;
  if (socket_.flush() == transfer::result::failed) {
    cut(close_reason::client_left);
    return;
  }
  flush(true);
  update_interest();
}

void connection::on_hangup() {
  cut(close_reason::client_left);
}

void connection::on_turn() {
  std::optional<close_reason> requested;
  {
    std::lock_guard guard{mutex_};
    has_turn_ = false;
    requested.swap(requested_);
  }
  if (phase_ == phase::dead) {
    loop_.forget(*this);
    return;
  }
  if (requested)
    begin_close(*requested);
  if (phase_ != phase::open)
    return;
  resume_if_below();
  flush(false);
}

void connection::on_timer() {
  const auto now = loop_.now();
  const auto timeout = loop_.env.settings.ping_timeout.count();
  if (phase_ != phase::open) {
    cut(close_reason::client_left);
    return;
  }
  if (!connected_ && now >= connect_due_) {
    begin_close(close_reason::connect_timeout);
    return;
  }
  if (now >= heartbeat_due_ && !awaits_pong_) {
    static const auto ping = wire::frame::text("2");
    awaits_pong_ = true;
    // From when it was due, lest the wheel's lateness adds up; unless the
    // thread itself was late.
    const bool punctual = now - heartbeat_due_ <= 2 * wheel::resolution;
    heartbeat_due_ = (punctual ? heartbeat_due_ : now) + timeout;
    post(ping);
  } else if (now >= heartbeat_due_ && (paused_.load() || stopped_reading_)) {
    // The pong may lie among what we do not read.
    heartbeat_due_ = now + timeout;
  } else if (now >= heartbeat_due_) {
    begin_close(close_reason::ping_timeout);
    return;
  }
  arm_next();
}

void connection::arm_next() {
  const bool waits = phase_ == phase::open && !connected_;
  loop_.arm(*this,
            waits ? std::min(heartbeat_due_, connect_due_) : heartbeat_due_);
}

void connection::stop_reading() {
  stopped_reading_ = true;
  update_interest();
}

bool connection::is_below_half() const noexcept {
  return packets_in_work_.load() < max_packets_in_work / 2
         && bytes_in_work_.load() < max_bytes_in_work / 2;
}

void connection::pause_if_over() {
  if (paused_.load(std::memory_order_relaxed)
      || (packets_in_work_.load() < max_packets_in_work
          && bytes_in_work_.load() < max_bytes_in_work))
    return;
  loop_.env.metrics.reads_paused.add();
  // `finished` may have missed this flag; then it is for us to look again.
  paused_.store(true);
  resume_if_below();
  update_interest();
}

void connection::resume_if_below() {
  if (!paused_.load(std::memory_order_relaxed) || !is_below_half())
    return;
  paused_.store(false);
  if (awaits_pong_) {
    heartbeat_due_ = loop_.now() + loop_.env.settings.ping_timeout.count();
    arm_next();
  }
  update_interest();
}

void connection::update_interest() {
  if (phase_ == phase::dead)
    return;
  const bool reads =
    phase_ != phase::open || !(paused_.load() || stopped_reading_);
  std::uint32_t events = 0;
  if (reads)
    events |= EPOLLIN;
  if (outgoing_.is_blocked() || socket_.has_unsent())
    events |= EPOLLOUT;
  if (events != interest)
    loop_.watch(*this, events);
}

} // namespace http::io
