#pragma once

#include "schema/commands.hpp"
#include "schema/conversations.hpp"
#include "schema/errors.hpp"
#include "schema/messages.hpp"
#include "schema/users.hpp"

#include <optional>

/// Taking a message back: who may, and what is left of it.
namespace domain {

/// The tombstone that takes the place of `stored`, at the next rev of `where`;
/// nothing if it is one already, so that a retry succeeds. The sender may, and
/// an admin who is a member; `forbidden` for others.
[[nodiscard]] schema::result<std::optional<schema::message>>
decide_deletion(const schema::message& stored, const schema::identity& who,
                const schema::conversation& where, schema::timestamp now);

/// Moves `where` to what it is after `tombstone`. False if what is unread then
/// has to be counted anew.
[[nodiscard]] bool apply_deletion(schema::conversation& where,
                                  const schema::message& tombstone);

} // namespace domain
