#pragma once

#include "fixture.hpp"

#include <deque>
#include <string_view>

namespace fixtures {

[[nodiscard]] inline bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// The names of the events among what a socket was told, in order.
[[nodiscard]] std::string events(const std::vector<std::string>& packets);

/// Maya and Arjun, each with sockets that are really connected.
struct room : world {
  ~room();

  /// Connected; leaves at the end, if it has not before.
  socket& enter(const std::string& id, schema::role role = schema::role::user);
  socket& keep(socket s);

  /// Says `event` with `json` as a client would, with an ack asked for.
  void say(socket& s, const std::string& event, const std::string& json);

  void join(socket& s) {
    say(s, "dm:join_conversation", named());
  }

  void post(socket& s, const std::string& content);
  void commit();

  /// `"conversationId":…` as an object, with what follows it.
  [[nodiscard]] std::string named(const std::string& more = {}) const;

  /// The id of the message of that seq.
  [[nodiscard]] std::string message(std::int64_t seq) const;

  schema::conversation& where = pair();
  std::string id = where.id.to_string();
  std::deque<socket> sockets;
};

} // namespace fixtures
