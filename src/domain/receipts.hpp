#pragma once

#include "domain/message_ids.hpp"
#include "domain/recent_authors.hpp"
#include "schema/commands.hpp"
#include "schema/conversations.hpp"
#include "schema/errors.hpp"
#include "schema/events.hpp"
#include "schema/users.hpp"

#include <optional>
#include <span>

/// Who has read what: cursors that only move forward, and what follows.
namespace domain {

/// When a message reached, and was read by, all it was for; what is absent did
/// not happen yet.
struct receipt {
  std::optional<schema::timestamp> delivered_at;
  std::optional<schema::timestamp> read_at;
};

/// Of a message of `where`. `marks`: who had read up to where since when, as
/// far as the message is concerned; without them the time is that at which the
/// reader's cursor moved last.
[[nodiscard]] receipt receipt_of(const schema::message& message,
                                 const schema::conversation& where,
                                 std::span<const schema::read_mark> marks = {});

/// How far `command` moves the reader's cursor; nothing if it is there
/// already. Ids that are no messages of this conversation are refused.
[[nodiscard]] schema::result<std::optional<schema::messages_read>>
decide(const schema::mark_read& command, const schema::identity& who,
       const schema::conversation& where, const message_id_codec& ids,
       schema::timestamp now);

/// False if what is unread then has to be counted anew: the cursor came to
/// stand before the last messages.
[[nodiscard]] bool apply(schema::conversation& where,
                         const schema::messages_read& event,
                         const recent_authors& authors);

/// Everything up to `upto` reached the member. False if it had before.
bool deliver(schema::conversation& where, schema::user_no who,
             schema::message_seq upto, schema::timestamp at);

} // namespace domain
