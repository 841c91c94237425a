#pragma once

#include "domain/call/state.hpp"
#include "schema/errors.hpp"

/// How a call begins.
namespace domain::call {

/// `schema::start_call`, with everything looked up that it names.
struct dialling {
  /// Never used before.
  schema::call_id id;
  schema::user_no caller;
  schema::user_no callee;
  schema::call_media media = schema::call_media::agora;
  schema::call_kind kind = schema::call_kind::voice;
  /// Well-formed, under 64 bytes, and never used before; Agora only.
  std::optional<std::string> channel{};
  std::optional<schema::conversation_id> conversation{};
  std::string payload{};
  /// Nothing: dialled by REST. Otherwise one of `caller_devices`.
  std::optional<schema::device_no> from{};
  std::vector<device> caller_devices{};
  std::vector<device> callee_devices{};
};

/// What else the two are doing. That they may call each other at all
/// (`may_call`) has been found out before.
struct standing {
  /// The live call of the caller; null if there is none.
  const state* callers_call = nullptr;
  /// In a paid session with somebody else.
  bool caller_in_session = false;
  /// In a live call, or in a paid session with somebody else.
  bool callee_is_busy = false;
};

/// Gives one of these, which `after.row` tells apart:
/// - a new call that rings at all of the callee's devices that can carry it
///   (or by push, if none is connected), and takes a live row for each of the
///   two;
/// - a call born ended, `busy`, which the caller alone is told of;
/// - the callee's own call to the caller, answered by this dialling (glare).
///   Its media have to be the same, and the dialling has to come from a device.
///
/// Errors: `validation_failed` (calling oneself), `payload_too_large`, `busy`
/// (the caller is), `incompatible_media` (the device that dials, or all that
/// the callee has connected, cannot carry this kind of media).
///
/// If the live rows turn out to be taken when it is stored, somebody was
/// faster: look the standing up again, and dial again.
[[nodiscard]] schema::result<transition> dial(const dialling& what,
                                              const standing& of,
                                              const settings& s,
                                              schema::timestamp now);

} // namespace domain::call
