#pragma once

#include "domain/message_ids.hpp"
#include "schema/commands.hpp"
#include "schema/conversations.hpp"
#include "schema/errors.hpp"
#include "schema/messages.hpp"
#include "schema/users.hpp"

#include <memory>

/// Writing a message: who may, what is stored, and what follows.
namespace domain {

/// Code points in a message of these kinds of conversation (contract §1).
inline constexpr std::size_t max_content = 2000;
inline constexpr std::size_t max_media_url = 2048;
inline constexpr std::size_t max_client_message_id = 128;

/// The rules of form, which need no conversation: text of 1 to `max_content`
/// code points and not only white space, no U+0000, a kind that clients may
/// send, bounds on the rest. The message names the field.
[[nodiscard]] schema::result<void>
check_form(const schema::post_message& command);

/// Decides on a message at `now`: the very row to be stored, at the next seq
/// and rev of `where`. Form is checked again, so that no way in can skip it.
[[nodiscard]] schema::result<std::shared_ptr<const schema::keyed_message>>
decide(const schema::post_message& command, const schema::identity& who,
       const schema::conversation& where, const message_id_codec& ids,
       schema::timestamp now);

/// Moves `where` to what it is after `post`.
void apply(schema::conversation& where, const schema::keyed_message& post);

/// Names what a sender calls `client_message_id`, in 128 bits.
[[nodiscard]] schema::dedupe_key dedupe_key_of(std::string_view sender_id,
                                               std::string_view key);

/// Over all that the sender chose.
[[nodiscard]] std::int64_t body_hash_of(const schema::message& body);

} // namespace domain
