#include "domain/permissions.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

using domain::action;
using domain::authorise;
using schema::conversation_kind;
using schema::conversation_status;
using schema::role;

namespace {

constexpr std::array roles{role::user, role::astrologer, role::admin};

/// What the standing between a conversation and its members allows.
struct standing {
  conversation_kind kind;
  bool consulted;
  conversation_status status;
  /// To write, for a member.
  std::string_view writing;
};

constexpr auto open = conversation_status::active;
constexpr auto closed = conversation_status::closed;

constexpr std::array standings{
  standing{conversation_kind::user_astrologer, true, open, "ok"},
  standing{conversation_kind::user_astrologer, false, open, "forbidden"},
  standing{conversation_kind::admin_astrologer, true, open, "ok"},
  standing{conversation_kind::admin_astrologer, false, open, "ok"},
  standing{conversation_kind::admin_user, true, open, "ok"},
  standing{conversation_kind::admin_user, false, open, "ok"},
  standing{conversation_kind::group, true, open, "ok"},
  standing{conversation_kind::group, false, open, "ok"},
  standing{conversation_kind::user_astrologer, true, closed, "conflict"},
  standing{conversation_kind::user_astrologer, false, closed, "conflict"},
  standing{conversation_kind::admin_astrologer, true, closed, "conflict"},
  standing{conversation_kind::admin_astrologer, false, closed, "conflict"},
  standing{conversation_kind::admin_user, true, closed, "conflict"},
  standing{conversation_kind::admin_user, false, closed, "conflict"},
  standing{conversation_kind::group, true, closed, "conflict"},
  standing{conversation_kind::group, false, closed, "conflict"},
};

/// Whether a member of this role can be in a conversation of that kind.
constexpr bool fits(role who, conversation_kind kind) {
  switch (kind) {
  case conversation_kind::user_astrologer:
    return who != role::admin;
  case conversation_kind::admin_astrologer:
    return who != role::user;
  case conversation_kind::admin_user:
    return who != role::astrologer;
  case conversation_kind::group:
    return true;
  }
  return false;
}

schema::conversation conversation_of(const standing& row) {
  auto where = samples::pair();
  where.kind = row.kind;
  where.consulted = row.consulted;
  where.status = row.status;
  return where;
}

/// What comes of listening, reading and writing.
std::string rights(const standing& row, const schema::identity& who) {
  const auto where = conversation_of(row);
  return samples::outcome(authorise(who, action::listen, where)) + ' '
         + samples::outcome(authorise(who, action::read, where)) + ' '
         + samples::outcome(authorise(who, action::write, where));
}

std::string describe(const standing& row, role who) {
  return std::string{to_string(who)} + " in " + std::string{to_string(row.kind)}
         + (row.consulted ? ", consulted" : ", not consulted")
         + (row.status == open ? "" : ", closed");
}

struct pairing {
  role a;
  role b;
  std::string_view kind;
};

constexpr std::array pairings{
  pairing{role::user, role::user, "forbidden"},
  pairing{role::user, role::astrologer, "user_astrologer"},
  pairing{role::user, role::admin, "admin_user"},
  pairing{role::astrologer, role::user, "user_astrologer"},
  pairing{role::astrologer, role::astrologer, "forbidden"},
  pairing{role::astrologer, role::admin, "admin_astrologer"},
  pairing{role::admin, role::user, "admin_user"},
  pairing{role::admin, role::astrologer, "admin_astrologer"},
  pairing{role::admin, role::admin, "forbidden"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(permissions)

BOOST_AUTO_TEST_CASE(a_member_listens_and_reads_and_writes_as_the_table_says) {
  int checked = 0;
  for (const auto& row : standings)
    for (auto who : roles)
      if (fits(who, row.kind)) {
        BOOST_TEST(rights(row, samples::person(1, who))
                     == "ok ok " + std::string{row.writing},
                   describe(row, who));
        ++checked;
      }
  BOOST_TEST(checked == 36);
}

BOOST_AUTO_TEST_CASE(a_stranger_gets_not_found_but_an_admin_may_read) {
  for (const auto& row : standings)
    for (auto who : roles)
      BOOST_TEST(rights(row, samples::person(3, who))
                   == (who == role::admin ? "not_found ok not_found"
                                          : "not_found not_found not_found"),
                 describe(row, who));
}

BOOST_AUTO_TEST_CASE(both_sides_of_a_pair_may_do_the_same) {
  for (const auto& row : standings)
    BOOST_TEST(rights(row, samples::person(1, role::user))
               == rights(row, samples::person(2, role::astrologer)));
}

BOOST_AUTO_TEST_CASE(an_archived_conversation_is_still_heard_and_read) {
  auto where = samples::pair();
  where.status = conversation_status::archived;
  const auto maya = samples::person(1, role::user);
  BOOST_TEST(samples::outcome(authorise(maya, action::listen, where)) == "ok");
  BOOST_TEST(samples::outcome(authorise(maya, action::read, where)) == "ok");
}

BOOST_AUTO_TEST_CASE(the_number_makes_a_member_and_not_the_name) {
  const auto where = samples::pair();
  auto impostor = samples::person(3, role::user);
  impostor.profile.id = where.members.front().id;
  BOOST_TEST(samples::outcome(authorise(impostor, action::read, where))
             == "not_found");
}

BOOST_AUTO_TEST_CASE(nobody_is_a_member_of_an_empty_conversation) {
  const schema::conversation where;
  for (auto who : {role::user, role::astrologer})
    for (auto what : {action::listen, action::read, action::write})
      BOOST_TEST(
        samples::outcome(authorise(samples::person(0, who), what, where))
        == "not_found");
}

BOOST_AUTO_TEST_CASE(a_stranger_is_not_told_that_the_conversation_is_closed) {
  auto where = samples::pair();
  where.status = conversation_status::closed;
  where.consulted = false;
  const auto eve = samples::person(3, role::user);
  BOOST_TEST(samples::complaint(authorise(eve, action::write, where))
             == "Conversation not found");
}

BOOST_AUTO_TEST_CASE(two_roles_make_a_kind_in_either_order) {
  for (const auto& row : pairings)
    BOOST_TEST_CONTEXT(to_string(row.a) << " and " << to_string(row.b)) {
      const auto kind = domain::pair_kind(row.a, row.b);
      BOOST_TEST((kind ? to_string(*kind) : to_string(kind.error().code))
                 == row.kind);
    }
}

BOOST_AUTO_TEST_CASE(who_may_call_whom) {
  const domain::acquaintance strangers;
  const domain::acquaintance consulted{.consulted = true};
  const domain::acquaintance in_session{.in_session = true};
  const domain::acquaintance contact{.contact = true};
  const domain::acquaintance blocked{true, true, true, true};

  struct calling {
    role who;
    role other;
    /// Of strangers, consulted, in a session, contacts, blocked.
    std::string_view may;
  };

  constexpr std::array rows{
    calling{role::user, role::user, "---+-"},
    calling{role::user, role::astrologer, "-+++-"},
    calling{role::user, role::admin, "++++-"},
    calling{role::astrologer, role::user, "-+++-"},
    calling{role::astrologer, role::astrologer, "---+-"},
    calling{role::astrologer, role::admin, "++++-"},
    calling{role::admin, role::user, "++++-"},
    calling{role::admin, role::astrologer, "++++-"},
    calling{role::admin, role::admin, "++++-"},
  };
  for (const auto& row : rows) {
    std::string may;
    for (const auto* of :
         {&strangers, &consulted, &in_session, &contact, &blocked}) {
      const auto said =
        domain::may_call(samples::person(1, row.who), {2}, row.other, *of);
      may += said ? '+' : '-';
      if (!said)
        BOOST_TEST(samples::complaint(said) == "You cannot call this person");
    }
    BOOST_TEST(may == row.may, to_string(row.who)
                                 << " calls " << to_string(row.other));
  }
}

BOOST_AUTO_TEST_CASE(nobody_may_call_themselves) {
  for (auto who : roles)
    BOOST_TEST(
      samples::outcome(domain::may_call(samples::person(1, who), {1}, who, {}))
      == "validation_failed");
}

BOOST_AUTO_TEST_SUITE_END()
