#pragma once

#include <cstdint>

namespace wire::websocket {

/// RFC 6455, section 7.4: the close codes that this server sends. A peer may
/// send others; those arrive as plain numbers.
enum class close_code : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  unsupported_data = 1003,
  /// Text that is not UTF-8.
  invalid_payload = 1007,
  policy_violation = 1008,
  message_too_big = 1009,
  internal_error = 1011,
  /// The server goes down and comes back.
  service_restart = 1012,
  try_again_later = 1013,
};

/// True for the codes that may stand in a close frame: 1000-1003, 1007-1014
/// and 3000-4999.
[[nodiscard]] constexpr bool is_sendable(std::uint16_t code) noexcept {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014)
         || (code >= 3000 && code <= 4999);
}

} // namespace wire::websocket
