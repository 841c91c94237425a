#pragma once

#include "schema/ids.hpp"
#include "schema/time.hpp"

#include <chrono>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// A call between two people (contract §6), and where it stands.
namespace schema {

/// What a call is known by: the server's own (24 hex digits), or what the
/// caller named it, if nobody had used that before.
struct call_id {
  /// 1 to 128 characters.
  std::string text;

  // NOLINTNEXTLINE(modernize-use-nullptr): a false alarm of clang-tidy 14
  friend auto operator<=>(const call_id&, const call_id&) = default;
};

/// A live connection of a person; no two have the same, in any process.
using device_no = number<struct device_no_tag>;

/// How voices and pictures travel. Stored as the number.
enum class call_media : std::int16_t {
  agora = 1,
  webrtc = 2,
};

[[nodiscard]] std::string_view to_string(call_media x);

/// Which calls a device can carry: follows from the dialects that it speaks.
struct media_set {
  bool agora = false;
  bool webrtc = false;

  [[nodiscard]] bool has(call_media x) const {
    return x == call_media::agora ? agora : webrtc;
  }

  friend bool operator==(const media_set&, const media_set&) = default;
};

/// Stored as the number.
enum class call_kind : std::int16_t {
  voice = 1,
  video = 2,
};

[[nodiscard]] std::string_view to_string(call_kind x);

/// `audio` is voice (seed 004).
[[nodiscard]] std::optional<call_kind> parse_call_kind(std::string_view text);

/// A call only ever moves down this list. Stored as the number; what is below
/// `ended` keeps both people busy.
enum class call_state : std::int16_t {
  ringing = 1,
  answered = 2,
  /// A device has reported that media flow.
  ongoing = 3,
  ended = 4,
};

[[nodiscard]] std::string_view to_string(call_state x);

/// Why a call ended: exactly one. Stored as the number. (That another device
/// answered is no end of the call, only of the ringing of a device.)
enum class end_reason : std::int16_t {
  /// Answered, and hung up.
  completed = 1,
  rejected = 2,
  /// Rang to the end; clients call it missed.
  no_answer = 3,
  /// Never rang: the callee was in another call or a paid session.
  busy = 4,
  /// Hung up by the caller before an answer.
  cancelled = 5,
  /// One side was away for too long.
  network_error = 6,
};

[[nodiscard]] std::string_view to_string(end_reason x);

/// One call as it is stored.
struct call {
  call_id id;
  user_no caller;
  user_no callee;
  call_media media = call_media::agora;
  call_kind kind = call_kind::voice;
  call_state state = call_state::ringing;
  /// From 1; each stored change adds one and names the one before.
  std::int32_t version = 1;
  /// Of Agora's.
  std::optional<std::string> channel;
  std::optional<conversation_id> conversation;
  /// What the caller's client sent along for the callee's, as it came; emptied
  /// at the end. At most `most_payload` bytes.
  std::string invite;
  timestamp created_at;
  timestamp ring_until;
  std::optional<timestamp> answered_at;
  std::optional<timestamp> connected_at;
  std::optional<timestamp> ended_at;
  /// The callee's device that answered.
  std::optional<device_no> winner;
  std::optional<end_reason> end;
  std::optional<user_no> ended_by;
  /// The words of whoever rejected it or hung up.
  std::optional<std::string> detail;

  /// From the answer to the end, by the server's clock; 0 before either.
  [[nodiscard]] std::chrono::seconds duration() const {
    using std::chrono::seconds;
    if (!answered_at || !ended_at)
      return seconds{0};
    return std::chrono::floor<seconds>(*ended_at - *answered_at);
  }

  [[nodiscard]] bool is_live() const {
    return state != call_state::ended;
  }

  friend bool operator==(const call&, const call&) = default;
};

using call_ptr = std::shared_ptr<const call>;

/// Bytes of what clients send each other through a call, a message.
inline constexpr std::size_t most_payload = 65'536;

/// Code points of `call::detail`.
inline constexpr std::size_t most_call_detail = 500;

} // namespace schema
