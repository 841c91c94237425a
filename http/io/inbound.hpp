#pragma once

#include "actors/gateway.hpp"
#include "wire/frame.hpp"
#include "wire/websocket/decoder.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace http::io {

/// What one read of a socket brought, sorted by what the level of Engine.IO
/// has to do about it. Lives during one call of the decoder's `feed`.
class inbound final : public wire::websocket::decoder_handler {
public:
  struct rules {
    actors::speech speech = actors::speech::socketio;
    wire::engineio::revision revision = wire::engineio::revision::v4;
    /// The socket has not taken its polling session over yet.
    bool probing = false;
  };

  /// `size`: how many bytes were read.
  inbound(wire::websocket::decoder& decoder, std::size_t size,
          const rules& r) noexcept
    : decoder_{decoder},
      size_{size},
      rules_{r} {
    // nop
  }

  void on_message(std::string_view payload, bool binary) override;
  void on_ping(std::string_view payload) override;
  void on_pong(std::string_view payload) override;
  void on_close(std::optional<std::uint16_t> code,
                std::string_view reason) override;

  /// Engine.IO messages for the session; null if there are none.
  std::shared_ptr<actors::inbound_block> block;
  /// The bytes of all packets in `block`.
  std::size_t packet_bytes = 0;
  std::size_t messages = 0;
  /// Answers to pings, in order. Of a flood only so many, then the most recent
  /// (RFC 6455, section 5.5.3, allows that).
  std::vector<wire::frame_ptr> pongs;
  /// The echo of the peer's close frame; null if none came.
  wire::frame_ptr close_echo;
  /// A sign of life: the pong, or in revision 3 the ping, of the heartbeat.
  bool heartbeat = false;
  bool engine_close = false;
  /// `2probe`, and `5`, of a socket on probation.
  bool probe = false;
  bool upgrade = false;
  /// A packet that the peer may not send, or none at all.
  bool violation = false;

private:
  void on_engine_message(std::string_view payload);
  void on_engine_binary(std::string_view payload);
  void on_base64(std::string_view text);
  void on_probe(std::string_view payload);
  void answer(wire::frame_ptr pong);
  void add(std::string_view packet, bool binary);
  void refuse() noexcept;

  wire::websocket::decoder& decoder_;
  std::size_t size_;
  rules rules_;
};

} // namespace http::io
