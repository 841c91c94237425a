#pragma once

#include "actors/gateway.hpp"
#include "actors/sink.hpp"
#include "http/io/channel.hpp"
#include "http/io/frame_list.hpp"
#include "http/io/outgoing.hpp"
#include "http/io/wheel.hpp"
#include "wire/websocket/decoder.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace http::io {

class inbound;
class loop;

/// A WebSocket that the HTTP server has accepted and hands over.
struct arrival {
  channel socket;
  actors::handshake hello;
  /// The 101 answer and the open packet: the first bytes of the socket.
  std::string greeting;
  /// What the peer has sent behind its handshake already.
  std::string early_bytes{};
};

/// One WebSocket: the frames to be sent, the packets in work, the heartbeat.
///
/// Made, and owned, by the loop of one I/O thread; sessions and outlets share
/// it as their sink. The members of `actors::sink` may be called on any
/// thread; all others on the loop's only. Life: open, then closing (what is
/// queued is written, then a close frame), then lingering until the peer
/// answers or five seconds are over, then dead. An idle connection owns no
/// memory beside itself.
class connection final : public actors::sink, public timer {
public:
  /// How much of a socket's incoming packets may be in work.
  static constexpr std::int64_t max_packets_in_work = 64;
  static constexpr std::int64_t max_bytes_in_work = 256 * 1024;
  /// How long a peer may take to answer a close frame.
  static constexpr tick_ms linger_ms = 5'000;

  connection(std::shared_ptr<loop> owner, channel socket);
  ~connection() override;

  // -- actors::sink ----------------------------------------------------------

  bool post(wire::frame_ptr frame) noexcept override;
  void close(actors::close_reason reason) noexcept override;
  void finished(std::uint32_t packets, std::size_t bytes) noexcept override;
  [[nodiscard]] bool is_open() const noexcept override;

  // -- for the loop ----------------------------------------------------------

  /// Greets the peer and starts the heartbeat. False if the peer is gone.
  bool start(std::string_view greeting);

  void attach(std::unique_ptr<actors::session_port> session);

  /// `buffer` belongs to the thread and is overwritten.
  void on_readable(std::span<char> buffer);

  /// Takes what came before this connection was made, as if read now.
  void on_early_bytes(std::string_view bytes, std::span<char> buffer);

  void on_writable();
  void on_hangup();
  /// Somebody asked for a turn: frames, a close, or credit is there.
  void on_turn();
  void on_timer();

  /// Reads nothing further; what was read is worked through. For the end of
  /// the server.
  void stop_reading();

  /// Whether packets of this socket are in work.
  [[nodiscard]] bool has_work() const noexcept {
    return packets_in_work_.load() > 0;
  }

  void begin_close(actors::close_reason reason, wire::frame_ptr told = nullptr);

  /// Ends the connection at once. May be called again.
  void cut(actors::close_reason reason);

  [[nodiscard]] int socket() const noexcept {
    return socket_.number();
  }

  /// True while it is on the loop's list of turns.
  [[nodiscard]] bool has_turn() noexcept;

  // -- owned by the loop -----------------------------------------------------

  /// The next on the loop's list of turns.
  connection* next_turn = nullptr;
  /// Its place among the loop's connections.
  std::uint32_t index = 0;
  /// What epoll watches for.
  std::uint32_t interest = 0;

private:
  enum class phase : std::uint8_t { open, closing, lingering, dead };

  void decode(std::span<char> bytes);
  void take_in(inbound& in, std::optional<wire::websocket::close_code> broken);
  void answer_pings(inbound& in);
  void deliver(inbound& in);
  void end_reading(inbound& in,
                   std::optional<wire::websocket::close_code> broken);
  void pause_if_over();
  void resume_if_below();
  void tell_session(actors::close_reason reason) noexcept;
  void queue_last(actors::close_reason reason, wire::frame_ptr told);
  void flush(bool writable);
  void after_flush(outgoing::outcome result);
  void forget_queue() noexcept;
  void update_interest();
  void arm_next();
  void request_turn() noexcept;

  [[nodiscard]] bool is_below_half() const noexcept;

  /// Shared, because sinks may be held, and called, longer than loops run.
  std::shared_ptr<loop> owner_;
  loop& loop_;
  channel socket_;

  // Shared, under the mutex.
  std::mutex mutex_;
  frame_list queue_;
  std::optional<actors::close_reason> requested_;
  bool has_turn_ = false;
  bool dead_ = false;

  // Shared, on their own. Written under the mutex: accepting_.
  std::atomic<bool> accepting_{true};
  std::atomic<bool> paused_{false};
  std::atomic<std::uint32_t> queued_bytes_{0};
  std::atomic<std::int32_t> packets_in_work_{0};
  std::atomic<std::int32_t> bytes_in_work_{0};

  // The loop's.
  phase phase_ = phase::open;
  bool awaits_pong_ = false;
  bool connected_ = false;
  bool peer_closed_ = false;
  bool stopped_reading_ = false;
  outgoing outgoing_;
  wire::websocket::decoder decoder_;
  std::unique_ptr<actors::session_port> session_;
  /// The next ping or the end of waiting for its pong; while closing, the end
  /// of waiting for the peer.
  tick_ms heartbeat_due_ = 0;
  tick_ms connect_due_ = 0;
};

} // namespace http::io
