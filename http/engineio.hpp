#pragma once

#include "actors/gateway.hpp"
#include "config/settings.hpp"
#include "http/address_limit.hpp"
#include "http/handshake_limit.hpp"
#include "http/io/sockets.hpp"
#include "http/request.hpp"
#include "http/responder.hpp"
#include "http/response.hpp"
#include "http/services.hpp"
#include "wire/engineio/errors.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

// The opening of sessions: what is checked of a request before it becomes one,
// or reaches one (protocol: the order of the checks is what clients' suites
// expect).

namespace http {

/// True if the path is one on which sessions are opened and polled.
[[nodiscard]] bool is_engine_path(const request& asked,
                                  const config::settings& settings);

/// True if the request asks for a WebSocket, on one of those paths or on that
/// of clients without Socket.IO.
[[nodiscard]] bool wants_socket(const request& asked,
                                const config::settings& settings);

/// A poll is answered by then: by a heartbeat, or as the session has ended.
[[nodiscard]] std::chrono::milliseconds
longest_poll(const config::settings& settings);

/// A socket to be handed over, but for the descriptor.
struct admission {
  actors::handshake hello;
  std::string greeting;
  std::shared_ptr<io::polling_session> upgrades{};
  address_limit::place place{};
};

/// The door of Engine.IO and of `/ws`. Used by the listener's thread.
class engineio {
public:
  /// `sockets` and what `s` refers to outlive this.
  engineio(services_ptr s, io::sockets& sockets, std::size_t most_sessions);

  /// Judges a request for which `wants_socket` is true: what to hand over, or
  /// the plain answer after which the connection is closed.
  [[nodiscard]] std::variant<admission, response>
  open_socket(const request& asked);

  /// A POST is on its way to this target: goes along with it. Null if it is
  /// none of polling.
  [[nodiscard]] std::shared_ptr<void> announce(std::string_view target) const;

  /// Answers a request of polling, at once or when its session does.
  void take(request asked, responder to);

private:
  /// A session of its own, or one that is there.
  using judgement = std::variant<wire::engineio::error, actors::handshake,
                                 std::shared_ptr<io::polling_session>>;

  [[nodiscard]] judgement judge(const request& asked, bool upgrade) const;
  [[nodiscard]] std::variant<admission, response>
  open_plain(const request& asked);
  [[nodiscard]] std::variant<admission, response> grant(const request& asked,
                                                        judgement judged);
  [[nodiscard]] std::variant<address_limit::place, response>
  find_room(const request& asked);
  /// Counts it.
  [[nodiscard]] response refuse(response with);
  void open(const request& asked, actors::handshake hello, responder to);

  services_ptr services_;
  io::sockets& sockets_;
  std::size_t most_sessions_;
  address_limit addresses_;
  handshake_limit limit_;
};

/// The 503 of a server that has no room for another session.
[[nodiscard]] response no_room();

} // namespace http
