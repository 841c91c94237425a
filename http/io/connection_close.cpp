// The end of a connection: its last frames, its answer, its death.

#include "base/log.hpp"
#include "http/io/close_codes.hpp"
#include "http/io/connection.hpp"
#include "http/io/loop.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <utility>

namespace http::io {

using actors::close_reason;

void connection::begin_close(close_reason reason, wire::frame_ptr told) {
  if (phase_ != phase::open)
    return;
  phase_ = phase::closing;
  {
    std::lock_guard guard{mutex_};
    accepting_.store(false, std::memory_order_relaxed);
    requested_.reset();
  }
  base::log::debug("socket closes", "socket={} reason={}", socket(),
                   to_string(reason));
  tell_session(reason);
  if (reason == close_reason::too_slow || reason == close_reason::overloaded)
    forget_queue();
  queue_last(reason, std::move(told));
  heartbeat_due_ = loop_.now() + linger_ms;
  arm_next();
  update_interest();
  flush(false);
}

/// The last frames go past all bounds: nothing may follow them.
void connection::queue_last(close_reason reason, wire::frame_ptr told) {
  static const auto engine_close = wire::frame::text("1");
  std::lock_guard guard{mutex_};
  if (reason == close_reason::protocol_error && !told)
    queue_.push(engine_close);
  queue_.push(told ? std::move(told) : close_frame(reason));
}

void connection::forget_queue() noexcept {
  {
    std::lock_guard guard{mutex_};
    queue_.move_to(loop_.scratch);
  }
  loop_.scratch.clear();
  outgoing_.drop_waiting();
  const auto left = queued_bytes_.exchange(0);
  loop_.env.metrics.bytes_queued.add(-static_cast<std::int64_t>(left));
}

void connection::flush(bool writable) {
  auto& fresh = loop_.scratch;
  {
    std::lock_guard guard{mutex_};
    queue_.move_to(fresh);
  }
  loop_.counters.frames_out += fresh.size();
  if (outgoing_.is_blocked() && !writable) {
    outgoing_.keep(fresh);
    return;
  }
  if (fresh.empty() && !outgoing_.is_blocked()) {
    if (phase_ == phase::closing)
      after_flush(outgoing::outcome::done);
    return;
  }
  std::size_t sent = 0;
  const auto result = outgoing_.write(socket_, fresh, loop_.counters, sent);
  // The frames of a close are not counted, so that there may be less.
  const auto counted =
    std::min<std::size_t>(sent, queued_bytes_.load(std::memory_order_relaxed));
  queued_bytes_.fetch_sub(static_cast<std::uint32_t>(counted),
                          std::memory_order_relaxed);
  loop_.env.metrics.bytes_queued.add(-static_cast<std::int64_t>(counted));
  after_flush(result);
}

void connection::after_flush(outgoing::outcome result) {
  if (result == outgoing::outcome::failed) {
    cut(close_reason::client_left);
    return;
  }
  if (result == outgoing::outcome::done && phase_ == phase::closing) {
    socket_.say_end();
    if (peer_closed_) {
      cut(close_reason::client_left);
      return;
    }
    phase_ = phase::lingering;
    ::shutdown(socket(), SHUT_WR);
  }
  update_interest();
}

void connection::cut(close_reason reason) {
  if (phase_ == phase::dead)
    return;
  phase_ = phase::dead;
  {
    std::lock_guard guard{mutex_};
    accepting_.store(false, std::memory_order_relaxed);
    dead_ = true;
  }
  tell_session(reason);
  forget_queue();
  wheel::disarm(*this);
  socket_ = channel{};
  loop_.forget(*this);
}

void connection::tell_session(close_reason reason) noexcept {
  if (auto session = std::move(session_))
    session->closed(reason);
}

} // namespace http::io
