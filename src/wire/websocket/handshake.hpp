#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wire::websocket {

/// The header fields of an upgrade request that RFC 6455 judges, as they
/// came; empty if absent, repeated fields joined by `, `.
struct upgrade_fields {
  std::string_view upgrade;
  std::string_view connection;
  std::string_view version;
  std::string_view key;
};

/// Why a handshake is refused. With 426 belongs the header
/// `Sec-WebSocket-Version: 13`.
struct upgrade_refusal {
  std::uint16_t status;
  std::string_view message;
};

/// True if `Upgrade` lists `websocket` and `Connection` lists `upgrade`, in
/// any case: the request asks for a WebSocket, well-formed or not.
[[nodiscard]] bool wants_websocket(std::string_view upgrade,
                                   std::string_view connection);

/// Nothing if the request is a good opening handshake (section 4.2.1). Its
/// method (GET) and HTTP version (1.1) are the caller's to check.
[[nodiscard]] std::optional<upgrade_refusal>
check_upgrade(const upgrade_fields& fields);

/// `Sec-WebSocket-Accept` for the key of a checked request.
[[nodiscard]] std::string accept_value(std::string_view key);

/// The complete 101 answer to a checked request, blank line included.
/// `more_headers`: further complete lines, each with its CRLF.
[[nodiscard]] std::string
switching_protocols(std::string_view key, std::string_view more_headers = {});

} // namespace wire::websocket
