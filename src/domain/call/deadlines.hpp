#pragma once

#include "domain/call/state.hpp"

/// What happens because nothing else did.
namespace domain::call {

/// When `expire` has something to do; nothing once the call has ended. Changes
/// with every transition.
[[nodiscard]] std::optional<schema::timestamp> next_deadline(const state& of);

/// Ends a call that has rung out (`no_answer`), or one of whose people has been
/// away for longer than the grace (`network_error`): the caller at any stage,
/// the callee only once they have answered, as before they are rung by push. Of
/// a call that is carried on elsewhere nobody knows here who is away. Nothing
/// follows before `next_deadline`, so a late or early timer does no harm.
[[nodiscard]] transition expire(const state& of, schema::timestamp now);

} // namespace domain::call
