#pragma once

#include "domain/call/state.hpp"
#include "schema/call_commands.hpp"
#include "schema/errors.hpp"

/// What the two can do about a call that exists.
namespace domain::call {

struct speaker {
  schema::user_no who;
  /// Nothing: spoken by REST.
  std::optional<schema::device_no> device{};
};

/// `command.call` is not looked at: the state is that of the right call.
///
/// A transition without anything stored or told: it is as asked already (a
/// retry, or two who hang up at once); the answer is `after.row`.
///
/// Errors: `not_found` for others than the two; `forbidden` for what only the
/// other side may do; `call_over` for what comes too late (an answer or a
/// report to a call that has ended or rung out, anything of a device that has
/// lost the call to another one); `conflict` for what comes too early, and for
/// a device that is not attached; `incompatible_media` for an answer by one
/// that cannot carry the call; `validation_failed` and `payload_too_large` for
/// form; `overloaded` when too many candidates wait.
[[nodiscard]] schema::result<transition>
decide(const state& of, const speaker& by, const schema::call_command& command,
       schema::timestamp now);

/// One of the two has asked for something that only a client of the call needs,
/// a token: it goes on, and the device is part of it. Nothing follows for
/// others.
[[nodiscard]] transition note_speech(const state& of, const speaker& by,
                                     schema::timestamp now);

/// The party's devices that spoke of the call are gone, and of those that are
/// connected none ever did: their app may have been started anew, and knows of
/// none. A dialling by such a device means that they have hung up. Not so if
/// they only ever spoke by REST: then nobody knows. After a restart nobody
/// knows either; it is taken for that if no other device is there on which they
/// may be in the call, and, once it was answered, has had the grace to come.
[[nodiscard]] bool is_forgotten(const state& of, const speaker& by,
                                schema::timestamp now);

} // namespace domain::call
