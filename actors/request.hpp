#pragma once

#include "actors/gateway.hpp"
#include "actors/sink.hpp"
#include "dialects/dialect.hpp"
#include "schema/commands.hpp"
#include "schema/errors.hpp"
#include "schema/users.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace actors {

/// How the one who asked is answered: on which socket, in which words.
struct reply_route {
  sink_ptr out;
  actors::speech speech = actors::speech::socketio;
  dialects::dialect dialect = dialects::dialect::direct;
  /// The client's id of the ack that it asked for.
  std::optional<std::uint64_t> ack;
  /// The client's name of the event, for errors.
  std::string event;
};

/// One command on its way: who asks for what, and how they are answered.
/// While it lives, its packet counts as in work on its socket; whoever drops
/// the last reference gives the credit back.
class request {
public:
  request(schema::identity_ptr who, schema::command what, reply_route route,
          std::size_t packet_size)
    : who_(std::move(who)),
      what_(std::move(what)),
      route_(std::move(route)),
      packet_size_(packet_size) {
    // nop
  }

  ~request();

  request(const request&) = delete;
  request& operator=(const request&) = delete;

  [[nodiscard]] const schema::identity& who() const noexcept {
    return *who_;
  }

  [[nodiscard]] const schema::command& what() const noexcept {
    return what_;
  }

  [[nodiscard]] const reply_route& route() const noexcept {
    return route_;
  }

  /// How often it was decided and overtaken by another server.
  int attempts = 0;

private:
  schema::identity_ptr who_;
  schema::command what_;
  reply_route route_;
  std::size_t packet_size_;
};

using request_ptr = std::shared_ptr<request>;

/// Tells the one who asked that it is done: an ack with `data_json`, if one
/// was asked for.
void succeed(const reply_route& route, std::string_view data_json);

/// Tells why not: the ack, if one was asked for, and the dialect's error
/// events.
void refuse(const reply_route& route, const schema::error& error);

} // namespace actors
