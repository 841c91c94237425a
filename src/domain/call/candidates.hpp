#pragma once

#include "domain/call/commands.hpp"

/// For the sources of this folder only.
namespace domain::call {

/// Relays to the other side, or keeps what it cannot hear yet; `by` is a party,
/// and the call is live.
[[nodiscard]] schema::result<transition>
relay(const state& of, const speaker& by, const schema::send_candidate& what);

} // namespace domain::call
