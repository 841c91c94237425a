#include "domain/deleting.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using schema::errc;
using schema::role;

struct fixture {
  schema::conversation where = make();
  schema::message stored = message();
  schema::timestamp now = where.head.last_at + std::chrono::seconds{9};

  static schema::conversation make() {
    auto made = samples::pair();
    made.head.rev = {7};
    made.head.last_seq = {5};
    return made;
  }

  [[nodiscard]] schema::message message() const {
    schema::message x;
    x.conversation = where.no;
    x.seq = {3};
    x.rev = {3};
    x.sender = where.members[0].no;
    x.created_at = where.head.last_at;
    x.content = "take me back";
    x.media_url = "https://example.org/a.png";
    return x;
  }

  [[nodiscard]] schema::identity member(std::size_t i, role as) const {
    schema::identity who;
    who.no = where.members[i].no;
    who.profile.id = where.members[i].id;
    who.profile.role = as;
    return who;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(deleting, fixture)

BOOST_AUTO_TEST_CASE(a_tombstone_keeps_the_place_and_nothing_of_the_content) {
  const auto made =
    domain::decide_deletion(stored, member(0, role::user), where, now);
  BOOST_REQUIRE(made.has_value());
  BOOST_REQUIRE(made->has_value());
  const auto& tombstone = **made;
  BOOST_TEST(tombstone.seq.value == 3);
  BOOST_TEST(tombstone.rev.value == 8);
  BOOST_TEST(tombstone.content.empty());
  BOOST_TEST(!tombstone.media_url.has_value());
  BOOST_TEST((tombstone.deleted_at == now));
  BOOST_TEST((tombstone.deleted_by == where.members[0].no));
  BOOST_TEST((tombstone.created_at == stored.created_at));
}

BOOST_AUTO_TEST_CASE(only_the_sender_and_admins_of_the_conversation_may) {
  struct row {
    std::size_t who;
    role as;
    bool may;
  };

  // NOLINTNEXTLINE(modernize-avoid-c-arrays): a table
  const row rows[] = {{0, role::user, true},
                      {1, role::astrologer, false},
                      {1, role::user, false},
                      {1, role::admin, true}};
  for (const auto& r : rows) {
    const auto made =
      domain::decide_deletion(stored, member(r.who, r.as), where, now);
    BOOST_TEST(made.has_value() == r.may);
    if (!made)
      BOOST_TEST((made.error().code == errc::forbidden));
  }
  auto stranger = member(0, role::admin);
  stranger.no = {999};
  BOOST_TEST((domain::decide_deletion(stored, stranger, where, now).error().code
              == errc::not_found));
}

BOOST_AUTO_TEST_CASE(what_is_deleted_already_is_nothing_to_do) {
  stored.deleted_at = now;
  const auto made =
    domain::decide_deletion(stored, member(0, role::user), where, now);
  BOOST_REQUIRE(made.has_value());
  BOOST_TEST(!made->has_value());
}

BOOST_AUTO_TEST_CASE(a_tombstone_is_not_unread_any_more) {
  auto& reader = where.members[1];
  stored.rev = {8};
  reader.unread = 3;
  reader.seen.read = {2};
  BOOST_TEST(domain::apply_deletion(where, stored));
  BOOST_TEST(reader.unread == 2);
  BOOST_TEST(where.head.rev.value == 8);
  BOOST_TEST(where.head.last_seq.value == 5);
  // What was read did not count.
  reader.seen.read = {3};
  BOOST_TEST(domain::apply_deletion(where, stored));
  BOOST_TEST(reader.unread == 2);
  // Nor does one's own.
  where.members[0].unread = 1;
  BOOST_TEST(domain::apply_deletion(where, stored));
  BOOST_TEST(where.members[0].unread == 1);
  // Behind the bound nobody knows how many there are.
  reader.seen.read = {2};
  reader.unread = schema::more_unread;
  BOOST_TEST(!domain::apply_deletion(where, stored));
}

BOOST_AUTO_TEST_SUITE_END()
