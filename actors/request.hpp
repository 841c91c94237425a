#pragma once

#include "actors/gateway.hpp"
#include "actors/showcase.hpp"
#include "actors/sink.hpp"
#include "dialects/dialect.hpp"
#include "schema/commands.hpp"
#include "schema/errors.hpp"
#include "schema/users.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace actors {

/// How the one who asked is answered: on which socket, in which words.
struct reply_route {
  /// Null for a command that came by REST.
  sink_ptr out{};
  actors::speech speech = actors::speech::socketio;
  dialects::dialect dialect = dialects::dialect::direct;
  /// The client's id of the ack that it asked for.
  std::optional<std::uint64_t> ack{};
  /// The client's name of the event, for errors.
  std::string event{};
  /// Instead of all that: takes what the ack would carry, or why not. On any
  /// thread.
  std::function<void(schema::result<std::string>)> answer{};
};

/// While it lives, a packet counts as in work on its socket.
class packet_credit {
public:
  packet_credit() = default;

  packet_credit(sink_ptr out, std::size_t size)
    : out_(std::move(out)),
      size_(size) {
    // nop
  }

  packet_credit(packet_credit&&) noexcept = default;

  packet_credit& operator=(packet_credit&& other) noexcept {
    std::swap(out_, other.out_);
    std::swap(size_, other.size_);
    return *this;
  }

  ~packet_credit() {
    if (out_)
      out_->finished(1, size_);
  }

private:
  sink_ptr out_;
  std::size_t size_ = 0;
};

/// One command on its way: who asks for what, and how they are answered. Holds
/// the credit of its packet.
class request {
public:
  /// `packet_size` of the packet whose credit this carries, if it does.
  request(schema::identity_ptr who, schema::command what, reply_route route,
          std::optional<std::size_t> packet_size)
    : request(std::move(who), std::move(what), std::move(route),
              packet_credit{}) {
    if (packet_size)
      credit_.emplace(route_.out, *packet_size);
  }

  request(schema::identity_ptr who, schema::command what, reply_route route,
          packet_credit credit)
    : who_(std::move(who)),
      what_(std::move(what)),
      route_(std::move(route)),
      credit_(std::move(credit)) {
    // nop
  }

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

  /// The stored message that the command is about, once it was looked up.
  std::shared_ptr<const schema::message> subject{};

private:
  schema::identity_ptr who_;
  schema::command what_;
  reply_route route_;
  std::optional<packet_credit> credit_;
};

using request_ptr = std::shared_ptr<request>;

/// A socket that comes back: what its client has seen of a conversation, and
/// whom to tell how far it has come.
struct resume {
  schema::identity_ptr who;
  schema::cursor seen;
  /// From then on it hears everything, as if it had joined.
  bool listens = true;
  reply_route route;
  /// On the owner's thread.
  std::function<void(schema::result<schema::cursor>)> done;
};

using resume_ptr = std::shared_ptr<const resume>;

/// Somebody who wants to know a conversation as it was published.
struct inquiry {
  /// Null if the owner does not know itself. Once, on the owner's thread.
  std::function<void(showcase_ptr)> done;
};

using inquiry_ptr = std::shared_ptr<inquiry>;

/// Tells the one who asked that it is done: an ack with `data_json`, if one
/// was asked for.
void succeed(const reply_route& route, std::string_view data_json);

/// Tells why not: the ack, if one was asked for, and the dialect's error
/// events.
void refuse(const reply_route& route, const schema::error& error);

} // namespace actors
