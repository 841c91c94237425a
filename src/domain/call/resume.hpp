#pragma once

#include "domain/call/state.hpp"

/// A call that is taken up from the database.
namespace domain::call {

/// After a restart. Nobody is connected yet: everybody is absent since `now`,
/// and devices are attached as they come. What waited is lost; the invite and
/// the end of the ringing are not.
[[nodiscard]] state restore(schema::call_ptr row, const settings& s,
                            schema::timestamp now);

/// Another server has moved the call on to `row`, and a write of ours was
/// stale: what our devices, whom it does not know, have to be told. Nothing to
/// be stored follows. What was to be done has to be decided anew.
[[nodiscard]] transition reload(const state& of, schema::call_ptr row,
                                schema::timestamp now);

} // namespace domain::call
