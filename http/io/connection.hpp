#pragma once

#include "http/io/channel.hpp"
#include "http/io/heartbeat.hpp"
#include "http/io/outgoing.hpp"
#include "http/io/transport.hpp"
#include "wire/engineio/revision.hpp"
#include "wire/websocket/decoder.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace http::io {

class inbound;
class polling_session;

/// A WebSocket that the HTTP server has accepted and hands over.
struct arrival {
  channel socket;
  actors::handshake hello;
  /// The 101 answer and, on a new session, the open packet: the first bytes of
  /// the socket.
  std::string greeting;
  /// The session that wants to go on here; null for a new one.
  std::shared_ptr<polling_session> upgrades{};
  /// What the peer has sent behind its handshake already.
  std::string early_bytes{};
  /// What a new session holds while it lives; may be null.
  std::shared_ptr<void> place{};
};

/// One WebSocket: the frames to be sent, the packets in work, the heartbeat.
///
/// Life: on probation, if it is to take over a polling session; open, then
/// closing (what is queued is written, then a close frame), then lingering
/// until the peer answers or five seconds are over, then dead. An idle
/// connection owns no memory beside itself.
class connection final : public transport {
public:
  /// How long a peer may take to answer a close frame.
  static constexpr tick_ms linger_ms = 5'000;

  connection(std::shared_ptr<loop> owner, arrival& from);
  ~connection() override;

  /// Greets the peer and starts the heartbeat. False if the peer is gone.
  bool start(std::string_view greeting);

  /// True if it is to take a polling session over.
  [[nodiscard]] bool is_upgrade() const noexcept {
    return phase_ == phase::probing;
  }

  /// False if that session cannot be taken over.
  bool begin_upgrade();

  /// `buffer` belongs to the thread and is overwritten.
  void on_readable(std::span<char> buffer);

  /// Takes what came before this connection was made, as if read now.
  void on_early_bytes(std::string_view bytes, std::span<char> buffer);

  void on_writable();
  void on_hangup();

  void on_turn() override;
  void on_timer() override;
  void end(actors::close_reason reason) override;
  void cut(actors::close_reason reason) override;
  void stop_reading() override;

  [[nodiscard]] int socket() const noexcept {
    return socket_.number();
  }

  /// What epoll watches for; owned by the loop.
  std::uint32_t interest = 0;

private:
  enum class phase : std::uint8_t { probing, open, closing, lingering, dead };

  void decode(std::span<char> bytes);
  void take_in(inbound& in, std::optional<wire::websocket::close_code> broken);
  void take_probe(inbound& in,
                  std::optional<wire::websocket::close_code> broken);
  void take_heartbeat();
  void answer_pings(inbound& in);
  void end_reading(inbound& in,
                   std::optional<wire::websocket::close_code> broken);
  void begin_close(actors::close_reason reason, wire::frame_ptr told = nullptr);
  void let_go() noexcept;
  void flush(bool writable);
  void after_flush(outgoing::outcome result);
  void beat();
  void update_interest();
  void arm_next();

  channel socket_;
  phase phase_ = phase::open;
  actors::speech speech_;
  wire::engineio::revision revision_;
  bool probed_ = false;
  bool peer_closed_ = false;
  bool stopped_reading_ = false;
  outgoing outgoing_;
  wire::websocket::decoder decoder_;
  /// What this took over, or is about to; its id is known by it.
  std::shared_ptr<polling_session> upgrades_;
  std::uint64_t sid_hash_ = 0;
  heartbeat heartbeat_;
  /// By when the phase has to have brought what it waits for: the upgrade, the
  /// session's CONNECT, or the peer's answer to the close.
  tick_ms phase_due_ = 0;
};

} // namespace http::io
