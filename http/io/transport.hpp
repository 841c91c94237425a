#pragma once

#include "actors/gateway.hpp"
#include "actors/sink.hpp"
#include "http/io/frame_list.hpp"
#include "http/io/wheel.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace http::io {

class loop;

/// What WebSocket and polling have in common: the frames to be sent, the
/// packets in work, the session behind them, a place in a loop.
///
/// Made for, and owned by, the loop of one I/O thread; sessions and outlets
/// share it as their sink. The members of `actors::sink` may be called on any
/// thread; all others on the loop's only, but for `has_turn`.
class transport : public actors::sink, public timer {
public:
  /// How much of a client's incoming packets may be in work.
  static constexpr std::int64_t max_packets_in_work = 64;
  static constexpr std::int64_t max_bytes_in_work = std::int64_t{256} << 10;

  explicit transport(std::shared_ptr<loop> owner);
  ~transport() override;

  transport(const transport&) = delete;
  transport& operator=(const transport&) = delete;

  // -- actors::sink ----------------------------------------------------------

  bool post(wire::frame_ptr frame) noexcept override;
  void close(actors::close_reason reason) noexcept override;
  void finished(std::uint32_t packets, std::size_t bytes) noexcept override;
  void connected() noexcept override;
  void disconnected() noexcept override;
  [[nodiscard]] bool is_open() const noexcept override;
  [[nodiscard]] bool is_congested() const noexcept override;

  // -- for the loop ----------------------------------------------------------

  /// Somebody asked for a turn: frames, a close, or credit is there.
  virtual void on_turn() = 0;
  virtual void on_timer() = 0;

  /// Writes what is queued, then ends. May be called again.
  virtual void end(actors::close_reason reason) = 0;

  /// Ends at once. May be called again.
  virtual void cut(actors::close_reason reason) = 0;

  /// Takes nothing further in; what was taken is worked through. For the end
  /// of the server.
  virtual void stop_reading() = 0;

  void attach(std::unique_ptr<actors::session_port> session);

  /// Takes what is to be let go of when the session ends, and goes with it if
  /// another transport takes it over. Before the transport is the loop's.
  void keep(std::shared_ptr<void> place) noexcept {
    place_ = std::move(place);
  }

  /// Whether packets of this client are in work.
  [[nodiscard]] bool has_work() const noexcept {
    return packets_in_work_.load() > 0;
  }

  /// True while it is on the loop's list of turns.
  [[nodiscard]] bool has_turn() noexcept;

  /// The loop that owns it, on any thread.
  [[nodiscard]] const std::shared_ptr<loop>& home() const noexcept {
    return owner_;
  }

  // -- owned by the loop -----------------------------------------------------

  /// The next on the loop's list of turns.
  transport* next_turn = nullptr;
  /// Its place among the loop's transports.
  std::uint32_t index = 0;

protected:
  /// What was asked for since the last turn, which this begins.
  std::optional<actors::close_reason> begin_turn();

  /// No turn is given any more, and what is queued is forgotten.
  void die() noexcept;

  /// Moves what is queued to `loop::scratch`.
  void take_queue() noexcept;

  /// Queues past all bounds; for the last frames, which nothing may follow.
  void queue_last(wire::frame_ptr frame);

  /// What was taken from the queue is written, or given up.
  void count_sent(std::size_t bytes) noexcept;

  /// Forgets what is queued.
  void forget_queue() noexcept;

  /// That it is closed: from now on `post` and `close` do nothing. Only the
  /// first time counts.
  void tell_session(actors::close_reason reason) noexcept;

  /// Hands packets over; their credit comes back by `finished`.
  void deliver(actors::inbound_block_ptr block, std::size_t bytes);

  /// Pauses when too much is in work; true if it is paused then.
  bool pause_if_over();

  /// True if that ended a pause.
  bool resume_if_below();

  [[nodiscard]] bool is_paused() const noexcept {
    return paused_.load(std::memory_order_relaxed);
  }

  /// Gives credit back; true if that calls for a turn.
  bool give_back(std::uint32_t packets, std::size_t bytes) noexcept;

  /// Moves all there is to `heir`, whose turn the caller has to request: what
  /// is queued, what is in work, the session. Under the mutex of this one, so
  /// that nothing is posted meanwhile; it is dead afterwards.
  void hand_over_to(transport& heir);

  void request_turn() noexcept;

  /// It should be connected by then, and is not. Who has left since gets more
  /// time.
  [[nodiscard]] bool is_late(tick_ms& deadline) noexcept;

  [[nodiscard]] bool is_connected() const noexcept override {
    return connected_.load(std::memory_order_acquire);
  }

  /// Shared, because sinks may be held, and called, longer than loops run.
  std::shared_ptr<loop> owner_;
  loop& loop_;
  std::unique_ptr<actors::session_port> session_;
  /// Guards what follows it, and a polling session's inbox.
  mutable std::mutex mutex_;

private:
  [[nodiscard]] bool is_below_half() const noexcept;

  std::shared_ptr<void> place_;

  // Under the mutex.
  frame_list queue_;
  std::optional<actors::close_reason> requested_;
  bool has_turn_ = false;
  bool dead_ = false;

  // Written under the mutex: accepting_.
  std::atomic<bool> accepting_{true};
  std::atomic<bool> paused_{false};
  std::atomic<bool> connected_{false};
  std::atomic<bool> left_{false};
  std::atomic<std::uint32_t> queued_bytes_{0};
  std::atomic<std::int32_t> packets_in_work_{0};
  std::atomic<std::int32_t> bytes_in_work_{0};
};

} // namespace http::io
