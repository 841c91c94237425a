#pragma once

#include "actors/sink.hpp"
#include "schema/ids.hpp"
#include "wire/engineio/revision.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace actors {

/// What is spoken inside of the transport.
enum class speech : std::uint8_t {
  socketio,
  /// JSON texts of `{"event","data","ack"}`, for clients without Socket.IO.
  plain,
  /// Every message comes back; for tests of transports.
  echo,
};

inline constexpr std::size_t speech_count = 3;

/// What a client said about itself when its transport opened.
struct handshake {
  actors::speech speech = actors::speech::socketio;
  /// Of Engine.IO; with revision 3 goes revision 4 of Socket.IO.
  wire::engineio::revision revision = wire::engineio::revision::v4;
  /// The Engine.IO session id: a bearer secret, for routing and logs' hash.
  std::string sid;
  /// Percent-decoded value of the `token` query field; empty if none. Never
  /// logged.
  std::string query_token;
  /// The bearer token of an Authorization header; empty if none.
  std::string bearer_token;
  /// Query field `dialect`; empty if none.
  std::string dialect;
};

/// All complete packets that one read of a socket brought: Engine.IO messages
/// without their type digit, in order, in one piece of memory.
struct inbound_block {
  struct packet {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
    bool binary = false;
  };

  /// The packets' bytes; `padding` further bytes follow the last one.
  std::string bytes;
  std::vector<packet> packets;

  /// What a reader of the bytes may touch behind their end (simdjson).
  static constexpr std::size_t padding = 64;
};

using inbound_block_ptr = std::shared_ptr<const inbound_block>;

/// One connected socket's session, as a transport sees it. Thread-safe.
class session_port {
public:
  virtual ~session_port() = default;

  /// Hands packets over. Their credit comes back through the sink.
  virtual void deliver(inbound_block_ptr block) noexcept = 0;

  /// The transport is gone; called exactly once, and nothing after it.
  virtual void closed(close_reason reason) noexcept = 0;
};

/// Where transports open sessions. Thread-safe.
class gateway {
public:
  virtual ~gateway() = default;

  virtual std::unique_ptr<session_port> open(handshake hello, sink_ptr out) = 0;

  /// This person was banned, and the ban is stored: closes all their sockets,
  /// those too whose sign-in was under way meanwhile.
  virtual void shut_out(schema::user_no who) = 0;

  /// The ban is over, and that is stored.
  virtual void let_in(schema::user_no who) = 0;
};

} // namespace actors
