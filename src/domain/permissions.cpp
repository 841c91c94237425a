#include "domain/permissions.hpp"

namespace domain {

namespace {

using schema::conversation_kind;
using schema::errc;
using schema::fail;
using schema::role;

schema::result<void> may_write(const schema::conversation& where) {
  if (where.status == schema::conversation_status::closed)
    return fail(errc::conflict, "This conversation is closed");
  switch (where.kind) {
  case conversation_kind::user_astrologer:
    if (!where.consulted)
      return fail(errc::forbidden,
                  "You can only write to someone you have consulted");
    return {};
  case conversation_kind::admin_astrologer:
  case conversation_kind::admin_user:
  case conversation_kind::group:
    return {};
  }
  return fail(errc::internal, "Unknown kind of conversation");
}

} // namespace

schema::result<void> authorise(const schema::identity& who, action what,
                               const schema::conversation& where) {
  const bool member = where.find_member(who.no) != nullptr;
  const bool reading_admin =
    what == action::read && who.profile.role == role::admin;
  if (!member && !reading_admin)
    return fail(errc::not_found, "Conversation not found");
  return what == action::write ? may_write(where) : schema::result<void>{};
}

schema::result<conversation_kind> may_open(const schema::identity& who,
                                           schema::user_no other,
                                           role other_role, bool consulted) {
  if (who.no == other)
    return fail(errc::validation_failed,
                "Nobody has a conversation with themselves");
  auto kind = pair_kind(who.profile.role, other_role);
  if (kind && *kind == conversation_kind::user_astrologer && !consulted)
    return fail(errc::forbidden,
                "You can only write to someone you have consulted");
  return kind;
}

schema::result<void> may_call(const schema::identity& who,
                              schema::user_no other, role other_role,
                              const acquaintance& of) {
  if (who.no == other)
    return fail(errc::validation_failed, "Nobody can call themselves");
  // The same words as without a relation: nobody is told that they are blocked.
  const auto refused = fail(errc::forbidden, "You cannot call this person");
  if (of.blocked)
    return refused;
  if (who.profile.role == role::admin || other_role == role::admin
      || of.contact)
    return {};
  if (who.profile.role != other_role && (of.consulted || of.in_session))
    return {};
  return refused;
}

schema::result<conversation_kind> pair_kind(role a, role b) {
  const auto are = [a, b](role x, role y) {
    return (a == x && b == y) || (a == y && b == x);
  };
  if (are(role::admin, role::astrologer))
    return conversation_kind::admin_astrologer;
  if (are(role::user, role::astrologer))
    return conversation_kind::user_astrologer;
  if (are(role::admin, role::user))
    return conversation_kind::admin_user;
  return fail(errc::forbidden,
              "These two have no relation that lets them write");
}

} // namespace domain
