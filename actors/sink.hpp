#pragma once

#include "dialects/dialect_set.hpp"
#include "wire/frame.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace actors {

/// Why the server closes a socket; each has a WebSocket close code and a text
/// in the table of the transport that closes.
enum class close_reason : std::uint8_t {
  /// The client broke the protocol of Engine.IO or Socket.IO.
  protocol_error,
  /// Nothing was heard from the client in time.
  ping_timeout,
  /// No CONNECT within the connect timeout.
  connect_timeout,
  /// The client left by itself.
  client_left,
  /// Its outgoing queue is over its bound.
  too_slow,
  /// The outgoing queues of all sockets together are over their bound.
  overloaded,
  /// The server is going down; come back, spread out.
  shutting_down,
  /// This person may not be here any more.
  banned,
  /// A defect of this server ended the session.
  internal,
};

/// The outgoing half of one socket, and the credit of its incoming half. One
/// per socket; made by a transport, held by its session and by the outlets
/// that it listens to. All members are thread-safe and never block.
class sink {
public:
  virtual ~sink() = default;

  /// Queues a frame behind all that was posted before. False if the socket is
  /// closed or closing; over a bound the socket is closed, never the frame
  /// dropped alone.
  virtual bool post(wire::frame_ptr frame) noexcept = 0;

  /// Writes what is queued, then closes.
  virtual void close(close_reason reason) noexcept = 0;

  /// Gives back the credit of incoming packets whose work is finished:
  /// reading pauses while 64 of them or 256 KiB are in work.
  virtual void finished(std::uint32_t packets, std::size_t bytes) noexcept = 0;

  /// The session behind the socket is connected, and has said so: the time for
  /// that, after which a socket is closed, has not run out.
  virtual void connected() noexcept = 0;

  /// The client has left its session, and may connect again: from its next
  /// heartbeat on it has as long for that as at first.
  virtual void disconnected() noexcept = 0;

  [[nodiscard]] virtual bool is_connected() const noexcept = 0;

  [[nodiscard]] virtual bool is_open() const noexcept = 0;

  /// So much is queued already that what can wait (a replay) has to.
  [[nodiscard]] virtual bool is_congested() const noexcept = 0;

  /// What its session has found the client to speak.
  [[nodiscard]] dialects::dialect_set spoken() const noexcept {
    return dialects::dialect_set::from_bits(
      spoken_.load(std::memory_order_relaxed));
  }

  void set_spoken(dialects::dialect_set x) noexcept {
    spoken_.store(x.bits(), std::memory_order_relaxed);
  }

private:
  std::atomic<std::uint8_t> spoken_{dialects::dialect_set{}.bits()};
};

using sink_ptr = std::shared_ptr<sink>;

} // namespace actors
