#pragma once

#include "domain/call/state.hpp"

/// Devices come and go. Nothing of it is stored.
namespace domain::call {

/// A device of one of the two is connected from now on. While it rings, a
/// device of the callee that can carry the call rings too; later it is told
/// what waited for its user. One of the caller that comes soon after the answer
/// is told of it, too: the one that was told may have been dead by then. After
/// the end, those of who was not there to hear it are told, until `kept_until`.
/// For who is no party, nothing follows.
[[nodiscard]] transition attach(const state& of, schema::user_no who,
                                const device& what, schema::timestamp now);

/// An ended call that one of the two was not there to hear the end of is of use
/// until then: who comes later finds it in the history. Nothing for all others.
[[nodiscard]] std::optional<schema::timestamp> kept_until(const state& of);

/// A connection is lost, or closed. If it was the last that could go on with
/// the call, `next_deadline` counts from `now`.
[[nodiscard]] transition detach(const state& of, schema::user_no who,
                                schema::device_no what, schema::timestamp now);

} // namespace domain::call
