// The half of a connection that any thread may call.

#include "http/io/connection.hpp"
#include "http/io/loop.hpp"

#include <utility>

namespace http::io {

using actors::close_reason;

bool connection::post(wire::frame_ptr frame) noexcept {
  const auto size = static_cast<std::uint32_t>(frame->websocket().size());
  bool first = false;
  bool queued = false;
  {
    std::lock_guard guard{mutex_};
    if (!accepting_.load(std::memory_order_relaxed))
      return false;
    auto& env = loop_.env;
    const auto mine = queued_bytes_.load(std::memory_order_relaxed) + size;
    const auto all = env.metrics.bytes_queued.value() + size;
    if (mine > env.settings.max_socket_queue_bytes)
      requested_ = close_reason::too_slow;
    else if (all > static_cast<std::int64_t>(env.settings.max_queued_bytes))
      requested_ = close_reason::overloaded;
    queued = !requested_;
    if (queued) {
      queue_.push(std::move(frame));
      queued_bytes_.fetch_add(size, std::memory_order_relaxed);
      env.metrics.bytes_queued.add(size);
    } else {
      accepting_.store(false, std::memory_order_relaxed);
      env.metrics.slow_sockets_closed.add();
    }
    first = !std::exchange(has_turn_, true);
  }
  if (first)
    loop_.request_turn(*this);
  return queued;
}

void connection::close(close_reason reason) noexcept {
  {
    std::lock_guard guard{mutex_};
    if (!accepting_.load(std::memory_order_relaxed))
      return;
    accepting_.store(false, std::memory_order_relaxed);
    requested_ = reason;
  }
  request_turn();
}

void connection::finished(std::uint32_t packets, std::size_t bytes) noexcept {
  packets_in_work_.fetch_sub(static_cast<int>(packets));
  bytes_in_work_.fetch_sub(static_cast<int>(bytes));
  if (paused_.load() && is_below_half())
    request_turn();
}

bool connection::is_open() const noexcept {
  return accepting_.load(std::memory_order_relaxed);
}

bool connection::has_turn() noexcept {
  std::lock_guard guard{mutex_};
  return has_turn_;
}

/// Once the connection is dead, no turn is given any more: the loop may have
/// let go of it.
void connection::request_turn() noexcept {
  {
    std::lock_guard guard{mutex_};
    if (dead_ || std::exchange(has_turn_, true))
      return;
  }
  loop_.request_turn(*this);
}

} // namespace http::io

static_assert(sizeof(http::io::connection) <= 512);
