#pragma once

#include "actors/context.hpp"

namespace actors {

/// Somebody dials, and may if they have not dialled too often (`rate_limited`).
/// Answers by the route. Any thread.
void begin_dialling(const context& env, dialling by);

/// Finds out who is called, whether they may be, and in which calls the two
/// are; then hands the dialling to the CALL that the caller is in, or to a new
/// one. Begins anew each time it is called: for a dialling that was overtaken.
/// Any thread.
void dial(const context& env, dialling_ptr by);

/// Nothing came of it.
void refuse_dialling(const context& env, const dialling& by,
                     const schema::error& why);

/// Of the size of other ids, and never given twice.
[[nodiscard]] schema::object_id make_object_id(schema::timestamp now);

} // namespace actors
