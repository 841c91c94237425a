#pragma once

#include "room.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace fixtures {

/// Maya (user) and Arjun (astrologer) with the sockets of their devices, who
/// call each other.
struct phones : room {
  /// With `auth.dialect`.
  socket& enter_as(const std::string& whom, schema::role role,
                   const std::string& dialect);

  /// Maya calls Arjun by Agora.
  void dial(socket& from, const std::string& to = "arjun") {
    say(from, "call:initiate",
        R"({"calleeId":")" + to + R"(","callType":"voice"})");
  }

  /// Says `event` about the only call.
  void on_call(socket& s, const std::string& event,
               const std::string& more = {}) {
    say(s, event, R"({"callId":")" + call()->id.text + "\"" + more + "}");
  }

  /// The latest call, as it is stored; null if there is none.
  [[nodiscard]] schema::call_ptr call() const;

  /// The names of the events that it was told since the last look, in order;
  /// acks are `43`.
  [[nodiscard]] static std::string told(socket& s) {
    return events(s.out->take());
  }

  /// Nobody is to be told anything of what follows.
  void forget_what_was_told();

  [[nodiscard]] std::size_t busy() const {
    return store.calls.busy();
  }
};

} // namespace fixtures
