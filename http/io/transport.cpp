#include "http/io/transport.hpp"

#include "http/io/loop.hpp"

#include <algorithm>
#include <utility>

namespace http::io {

using actors::close_reason;

namespace {

/// Between this, or a quarter of the bound if that is less, and the bound of a
/// socket's queue is room for what happens while a replay waits.
constexpr std::size_t congested_bytes = std::size_t{128} * 1024;

} // namespace

transport::transport(std::shared_ptr<loop> owner)
  : owner_{std::move(owner)},
    loop_{*owner_} {
  // nop
}

transport::~transport() {
  wheel::disarm(*this);
}

// -- on any thread ------------------------------------------------------------

bool transport::post(wire::frame_ptr frame) noexcept {
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

void transport::close(close_reason reason) noexcept {
  {
    std::lock_guard guard{mutex_};
    if (!accepting_.load(std::memory_order_relaxed))
      return;
    accepting_.store(false, std::memory_order_relaxed);
    requested_ = reason;
  }
  request_turn();
}

void transport::finished(std::uint32_t packets, std::size_t bytes) noexcept {
  if (give_back(packets, bytes))
    request_turn();
}

bool transport::give_back(std::uint32_t packets, std::size_t bytes) noexcept {
  packets_in_work_.fetch_sub(static_cast<int>(packets));
  bytes_in_work_.fetch_sub(static_cast<int>(bytes));
  return paused_.load() && is_below_half();
}

void transport::connected() noexcept {
  connected_.store(true, std::memory_order_release);
}

void transport::disconnected() noexcept {
  left_.store(true, std::memory_order_relaxed);
  // Whoever sees this sees that.
  connected_.store(false, std::memory_order_release);
}

bool transport::is_open() const noexcept {
  return accepting_.load(std::memory_order_relaxed);
}

bool transport::is_congested() const noexcept {
  const std::size_t bound = loop_.env.settings.max_socket_queue_bytes;
  return queued_bytes_.load(std::memory_order_relaxed)
         > std::min(congested_bytes, bound / 4);
}

bool transport::has_turn() noexcept {
  std::lock_guard guard{mutex_};
  return has_turn_;
}

/// Once the transport is dead, no turn is given any more: the loop may have
/// let go of it.
void transport::request_turn() noexcept {
  {
    std::lock_guard guard{mutex_};
    if (dead_ || std::exchange(has_turn_, true))
      return;
  }
  loop_.request_turn(*this);
}

// -- on the loop's thread -----------------------------------------------------

void transport::attach(std::unique_ptr<actors::session_port> session) {
  session_ = std::move(session);
}

std::optional<close_reason> transport::begin_turn() {
  std::lock_guard guard{mutex_};
  has_turn_ = false;
  return std::exchange(requested_, std::nullopt);
}

void transport::die() noexcept {
  {
    std::lock_guard guard{mutex_};
    accepting_.store(false, std::memory_order_relaxed);
    dead_ = true;
  }
  forget_queue();
  wheel::disarm(*this);
}

void transport::take_queue() noexcept {
  std::lock_guard guard{mutex_};
  queue_.move_to(loop_.scratch);
}

void transport::queue_last(wire::frame_ptr frame) {
  std::lock_guard guard{mutex_};
  queue_.push(std::move(frame));
}

void transport::count_sent(std::size_t bytes) noexcept {
  // The last frames are not counted, so that there may be less.
  const auto counted =
    std::min<std::size_t>(bytes, queued_bytes_.load(std::memory_order_relaxed));
  queued_bytes_.fetch_sub(static_cast<std::uint32_t>(counted),
                          std::memory_order_relaxed);
  loop_.env.metrics.bytes_queued.add(-static_cast<std::int64_t>(counted));
}

void transport::forget_queue() noexcept {
  take_queue();
  loop_.scratch.clear();
  count_sent(queued_bytes_.load(std::memory_order_relaxed));
}

void transport::tell_session(close_reason reason) noexcept {
  {
    std::lock_guard guard{mutex_};
    accepting_.store(false, std::memory_order_relaxed);
    requested_.reset();
  }
  place_.reset();
  if (auto session = std::move(session_))
    session->closed(reason);
}

void transport::deliver(actors::inbound_block_ptr block, std::size_t bytes) {
  packets_in_work_.fetch_add(static_cast<int>(block->packets.size()));
  bytes_in_work_.fetch_add(static_cast<int>(bytes));
  session_->deliver(std::move(block));
}

bool transport::is_below_half() const noexcept {
  return packets_in_work_.load() < max_packets_in_work / 2
         && bytes_in_work_.load() < max_bytes_in_work / 2;
}

bool transport::is_late(tick_ms& deadline) noexcept {
  if (is_connected() || loop_.now() < deadline)
    return false;
  if (!left_.exchange(false, std::memory_order_relaxed))
    return true;
  deadline = loop_.now() + loop_.env.settings.connect_timeout.count();
  return false;
}

bool transport::pause_if_over() {
  if (is_paused()
      || (packets_in_work_.load() < max_packets_in_work
          && bytes_in_work_.load() < max_bytes_in_work))
    return is_paused();
  loop_.env.metrics.reads_paused.add();
  // `finished` may have missed this flag; then it is for us to look again.
  paused_.store(true);
  return !resume_if_below();
}

bool transport::resume_if_below() {
  if (!is_paused() || !is_below_half())
    return false;
  paused_.store(false);
  return true;
}

void transport::hand_over_to(transport& heir) {
  queue_.move_to(loop_.scratch);
  {
    std::lock_guard guard{heir.mutex_};
    for (auto& frame : loop_.scratch)
      heir.queue_.push(std::move(frame));
    // A wish to close that had no turn yet goes along.
    heir.accepting_.store(accepting_.load());
    heir.requested_ = std::exchange(requested_, std::nullopt);
  }
  loop_.scratch.clear();
  heir.queued_bytes_.fetch_add(queued_bytes_.exchange(0));
  heir.packets_in_work_.fetch_add(packets_in_work_.exchange(0));
  heir.bytes_in_work_.fetch_add(bytes_in_work_.exchange(0));
  heir.connected_.store(is_connected());
  heir.left_.store(left_.load());
  heir.session_ = std::move(session_);
  heir.place_ = std::move(place_);
  accepting_.store(false, std::memory_order_relaxed);
  dead_ = true;
  wheel::disarm(*this);
}

} // namespace http::io
