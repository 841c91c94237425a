#pragma once

#include "schema/call_events.hpp"
#include "schema/calls.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What a call knows, and what a decision about it gives. Plain values: nothing
/// here has a clock, a thread or an identity.
namespace domain::call {

/// Each more than zero.
struct settings {
  /// RING_TIMEOUT_SECONDS
  std::chrono::milliseconds agora_ring{60'000};
  /// WEBRTC_RING_TIMEOUT_SECONDS
  std::chrono::milliseconds webrtc_ring{40'000};
  /// RECONNECT_GRACE_SECONDS
  std::chrono::milliseconds grace{30'000};
  /// How long a connection may be dead before that is noticed.
  std::chrono::milliseconds unnoticed{45'000};
  /// How long an answered call goes on of which nobody who is connected has
  /// said anything. Agora: as long as a token lets anybody hear the other.
  std::chrono::milliseconds agora_silence{std::chrono::hours{1}};
  std::chrono::milliseconds webrtc_silence{std::chrono::hours{4}};
};

/// A live connection of one of the two.
struct device {
  schema::device_no no;
  schema::media_set media;
};

/// What a device is to the call.
enum class place : std::uint8_t {
  /// Part of it: rings, or goes on with it, or has come since.
  taking_part,
  /// Of the caller, who dialled on another one: told nothing until it acts.
  aside,
  /// Of the callee, who answered on another one: has heard the end of it.
  lost,
};

struct attendant {
  schema::device_no no;
  schema::media_set media;
  call::place place = place::taking_part;
  /// It dialled, answered, or said something of this call since.
  bool spoke = false;
};

/// One of the two, with all that is connected of theirs on this server.
struct party {
  schema::user_no who;
  std::vector<attendant> devices;
  /// One of the devices spoke of the call, if it is still there or not.
  bool spoke = false;
  /// Since when none of the devices could go on with the call.
  std::optional<schema::timestamp> absent_since;
  /// What nobody of theirs was there to hear; told in order to who comes first.
  /// An end is told to all who come.
  std::vector<schema::call_event> waiting;
};

/// From a device of the callee before any has answered: it counts only if that
/// device wins.
struct early_candidate {
  schema::device_no from;
  std::string payload;
};

/// Of what waits in a call, in all. A queue that is full refuses
/// (`overloaded`).
inline constexpr std::size_t most_waiting = 128;
inline constexpr std::size_t most_waiting_bytes = 262'144;

struct state {
  /// As stored; never null.
  schema::call_ptr row;
  party caller;
  party callee;
  std::vector<early_candidate> early;
  /// What the callee's client sent along with the answer.
  std::string answer;
  /// A device of the caller has said what only one says that has heard of the
  /// answer. (No candidate is that: they are sent from the offer on.)
  bool caller_knows = false;
  /// When somebody was last here who had said something of it, or said it by
  /// REST.
  schema::timestamp heard_at{};
  /// Since then its people come back, and nobody knows which of their devices
  /// were part of it. The end of time: they never left.
  schema::timestamp restored_at = schema::timestamp::max();
  std::chrono::milliseconds grace{30'000};
  std::chrono::milliseconds unnoticed{45'000};
  /// The settings', for these media.
  std::chrono::milliseconds silence{std::chrono::hours{1}};
  /// Another server carries the call on, and knows who is there.
  bool elsewhere = false;
};

/// What has to be stored, all or nothing: the call, and the rows that keep its
/// people busy.
struct write {
  schema::call_ptr row;
  /// The version that has to be stored now; nothing: the call is new.
  std::optional<std::int32_t> expected;
  /// Whoever has one of these rows already makes it fail. Rising.
  std::vector<schema::user_no> takes;
  /// Rising.
  std::vector<schema::user_no> frees;
};

struct telling {
  schema::user_no who;
  /// In no order. None: nobody of theirs is there; a push is all that can
  /// reach them (`call_incoming` rings, `call_ended` takes the ring back).
  std::vector<schema::device_no> to;
  schema::call_event what;
};

/// What follows from a decision. Nothing of it is true before `stored` is.
struct transition {
  state after;
  /// Nothing: nothing durable changes.
  std::optional<write> stored;
  /// In order.
  std::vector<telling> tellings;
};

/// Makes `before` what it is once the transition is stored.
inline void apply(state& before, const transition& decided) {
  before = decided.after;
}

} // namespace domain::call
