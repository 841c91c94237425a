#pragma once

#include "wire/engineio/revision.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace wire::engineio {

/// Engine.IO, both revisions; the number is the first character of a packet.
enum class packet_type : std::uint8_t {
  open = 0,
  close = 1,
  ping = 2,
  pong = 3,
  message = 4,
  upgrade = 5,
  noop = 6,
};

[[nodiscard]] constexpr char to_digit(packet_type type) noexcept {
  return static_cast<char>('0' + static_cast<char>(type));
}

/// A text packet; `data` is a view into what was decoded.
struct packet {
  packet_type type = packet_type::noop;
  std::string_view data;

  friend bool operator==(const packet&, const packet&) = default;
};

/// Nothing if `text` is empty or begins with anything but 0 to 6. Which types
/// a client may send, and when, is the session's to judge.
[[nodiscard]] std::optional<packet> decode(std::string_view text);

/// The base64 of a binary message that is sent as text, `b…` or in revision 3
/// `b4…`: in a payload, or anywhere by a client that was told to do so. Nothing
/// if `text` is none.
[[nodiscard]] std::optional<std::string_view> find_base64(std::string_view text,
                                                          revision rev);

/// The first packet of a session: `0{"sid":…}`. `upgrades` is `websocket` on
/// polling and empty on WebSocket.
[[nodiscard]] std::string
open_packet(std::string_view sid, std::span<const std::string_view> upgrades,
            std::chrono::milliseconds ping_interval,
            std::chrono::milliseconds ping_timeout, std::size_t max_payload);

} // namespace wire::engineio
