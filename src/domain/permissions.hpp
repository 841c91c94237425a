#pragma once

#include "schema/conversations.hpp"
#include "schema/errors.hpp"
#include "schema/users.hpp"

/// Who may speak to whom (contract §4). One rule for every way in.
namespace domain {

enum class action {
  /// Hear what happens: members only.
  listen,
  /// Read what is stored: members, and admins (who are logged).
  read,
  /// Write, and show that one writes.
  write,
};

/// `not_found` for a conversation that is not theirs (knowing an id gives
/// nothing), `forbidden` where the relation of the two is missing, `conflict`
/// where the conversation is closed to writing.
[[nodiscard]] schema::result<void> authorise(const schema::identity& who,
                                             action what,
                                             const schema::conversation& where);

/// Whether `who` may begin a conversation with somebody of that role, and of
/// which kind it is; what they may do in it later, `authorise` says.
[[nodiscard]] schema::result<schema::conversation_kind>
may_open(const schema::identity& who, schema::user_no other,
         schema::role other_role, bool consulted);

/// Whether a pair of these roles can have a conversation, and of which kind.
[[nodiscard]] schema::result<schema::conversation_kind>
pair_kind(schema::role a, schema::role b);

/// What two people are to each other, beyond their roles.
struct acquaintance {
  /// Provisioned as such, or a session between them was accepted once.
  bool consulted = false;
  /// A session between them is live.
  bool in_session = false;
  /// An accepted chat request, or a contact relation.
  bool contact = false;
  /// The one who is called has blocked the one who calls.
  bool blocked = false;
};

/// Whether `who` may call somebody of that role: `forbidden` where they have no
/// relation, `validation_failed` for oneself. How often, a budget says.
[[nodiscard]] schema::result<void> may_call(const schema::identity& who,
                                            schema::user_no other,
                                            schema::role other_role,
                                            const acquaintance& of);

} // namespace domain
