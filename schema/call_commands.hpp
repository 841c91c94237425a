#pragma once

#include "schema/calls.hpp"

#include <optional>
#include <string>
#include <variant>

/// What a client can do about calls. `payload` is what its client says to the
/// other side's beyond the fields read here: opaque, relayed as it came, at
/// most `most_payload` bytes.
namespace schema {

struct start_call {
  std::string callee_id;
  call_media media = call_media::agora;
  call_kind kind = call_kind::voice;
  /// The caller's own; another is made if it has been used.
  std::optional<call_id> id;
  /// The channel that the client wishes for.
  std::optional<std::string> channel;
  std::optional<conversation_id> conversation;
  std::string payload;
};

struct answer_call {
  call_id call;
  std::string payload;
};

struct reject_call {
  call_id call;
  std::optional<std::string> detail;
  std::string payload;
};

/// By the caller, before an answer.
struct cancel_call {
  call_id call;
};

/// Hangs up, whatever stage the call is at.
struct end_call {
  call_id call;
  std::optional<std::string> detail;
  std::string payload;
};

/// Media flow.
struct report_connected {
  call_id call;
};

/// Something for the other side's device (WebRTC: an ICE candidate).
struct send_candidate {
  call_id call;
  std::string payload;
};

/// What is asked of a call that exists.
using call_command = std::variant<answer_call, reject_call, cancel_call,
                                  end_call, report_connected, send_candidate>;

/// Wants a token for the channel of a live call; changes nothing.
struct ask_call_token {
  call_id call;
};

[[nodiscard]] inline const call_id& target(const call_command& x) {
  return std::visit([](const auto& c) -> const call_id& { return c.call; }, x);
}

[[nodiscard]] inline const call_id& target(const ask_call_token& x) {
  return x.call;
}

} // namespace schema
