#pragma once

#include "actors/gateway.hpp"
#include "config/settings.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "wire/engineio/errors.hpp"

#include <optional>
#include <string_view>
#include <variant>

// The opening of an Engine.IO session: what is checked before a socket leaves
// HTTP (protocol: the order of the checks is what clients' suites expect).

namespace http {

/// True if the request asks for a WebSocket on the path of Engine.IO.
[[nodiscard]] bool wants_socket(const request& asked);

/// Why a handshake is refused, if it is. `upgrade`: it asks for a WebSocket.
[[nodiscard]] std::optional<wire::engineio::error>
check_handshake(const request& asked, const config::settings& settings,
                bool upgrade);

/// A socket to be handed over, but for the descriptor.
struct admission {
  actors::handshake hello;
  std::string greeting;
};

/// Judges a request for which `wants_socket` is true: what to hand over, or
/// the plain answer after which the connection is closed.
[[nodiscard]] std::variant<admission, response>
open_socket(const request& asked, const config::settings& settings);

/// The 503 of a server that has no descriptor to spare.
[[nodiscard]] response no_room();

} // namespace http
