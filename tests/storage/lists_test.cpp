#include "world.hpp"

#include <boost/test/unit_test.hpp>

using namespace storage;
using namespace tests;

namespace {

using schema::conversation_kind;
using schema::errc;
using schema::role;

struct lists_fixture : world_fixture {
  conversation_list list(list_query q) {
    q.who = asha;
    return await<conversation_list>(
             [&](auto done) { store->list_conversations(q, done); })
      .value();
  }

  schema::result<schema::conversation>
  find_admin(const std::string& astrologer,
             const std::optional<std::string>& admin = std::nullopt) {
    return await<schema::conversation>([&](auto done) {
      store->find_admin_conversation(astrologer, admin, done);
    });
  }

  schema::user_no asha = add_user("asha");
  schema::user_no ravi = add_user("ravi", role::astrologer);
  schema::user_no root = add_user("root", role::admin);
};

std::vector<std::int64_t> numbers(const conversation_list& l) {
  std::vector<std::int64_t> out;
  for (const auto& x : l.conversations)
    out.push_back(x.conversation.no.value);
  return out;
}

std::vector<std::int64_t>
numbers(const std::vector<test_conversation>& conversations) {
  std::vector<std::int64_t> out;
  out.reserve(conversations.size());
  for (const auto& x : conversations)
    out.push_back(x.no.value);
  return out;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(lists_suite, lists_fixture)

BOOST_AUTO_TEST_CASE(nobody_knows_you_yet) {
  const auto l = list({});
  BOOST_TEST(l.conversations.empty());
  BOOST_TEST(l.total == 0);
  BOOST_TEST(!l.has_more);
}

BOOST_AUTO_TEST_CASE(the_latest_come_first_and_silent_ones_by_their_making) {
  const auto a = add_conversation({asha, ravi});
  const auto b = add_conversation({asha, ravi});
  const auto c = add_conversation({asha, ravi});
  BOOST_TEST(numbers(list({})) == numbers({c, b, a}),
             boost::test_tools::per_element());
  post(a, ravi);
  const auto d = add_conversation({asha, ravi});
  post(b, ravi);
  BOOST_TEST(numbers(list({})) == numbers({b, d, a, c}),
             boost::test_tools::per_element());
  // A deletion is no news.
  remove(a, 1, ravi);
  BOOST_TEST(numbers(list({})) == numbers({b, d, a, c}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(each_has_its_members_last_message_and_unread) {
  const auto a = add_conversation({asha, ravi});
  const auto silent = add_conversation({asha, root});
  post(a, ravi, 3);
  post(a, asha);
  read(a, asha, 1);
  const auto l = list({});
  BOOST_REQUIRE_EQUAL(l.conversations.size(), 2u);
  const auto& first = l.conversations[0];
  BOOST_REQUIRE(first.last.has_value());
  BOOST_TEST(first.last->seq.value == 4);
  BOOST_TEST(first.last->content == "m4");
  BOOST_TEST((first.last->sender == asha));
  BOOST_TEST((first.conversation.id == a.id));
  BOOST_REQUIRE_EQUAL(first.conversation.members.size(), 2u);
  const auto* me = first.conversation.find_member(asha);
  BOOST_TEST(me->unread == 2);
  BOOST_TEST(me->seen.read.value == 1);
  const auto* other = first.conversation.find_member(ravi);
  BOOST_TEST(other->unread == 1);
  BOOST_TEST(*other->name == "N ravi");
  BOOST_TEST(*other->picture == "P ravi");
  BOOST_TEST((other->role == role::astrologer));
  BOOST_TEST(!l.conversations[1].last.has_value());
  BOOST_TEST((l.conversations[1].conversation.id == silent.id));
}

BOOST_AUTO_TEST_CASE(a_tombstone_is_a_last_message_too) {
  const auto a = add_conversation({asha, ravi});
  post(a, ravi, 2);
  remove(a, 2, ravi);
  const auto l = list({});
  const auto& last = l.conversations.at(0).last;
  BOOST_REQUIRE(last.has_value());
  BOOST_TEST(last->seq.value == 2);
  BOOST_TEST(last->content.empty());
  BOOST_TEST((last->deleted_at == now));
  BOOST_TEST((last->deleted_by == ravi));
}

BOOST_AUTO_TEST_CASE(pages_go_on_where_the_last_one_ended) {
  std::vector<std::int64_t> expected;
  for (int i = 0; i < 7; ++i)
    expected.insert(expected.begin(), add_conversation({asha, ravi}).no.value);
  std::vector<std::int64_t> seen;
  for (int page = 1; page <= 4; ++page) {
    const auto l = list({.limit = 2, .page = page});
    BOOST_TEST(l.total == 7);
    BOOST_TEST(l.has_more == (page < 4));
    for (const auto no : numbers(l))
      seen.push_back(no);
  }
  BOOST_TEST(seen == expected, boost::test_tools::per_element());
  const auto beyond = list({.limit = 2, .page = 5});
  BOOST_TEST(beyond.conversations.empty());
  BOOST_TEST(beyond.total == 7);
  BOOST_TEST(!beyond.has_more);
}

BOOST_AUTO_TEST_CASE(limits_and_pages_are_kept_in_bounds) {
  (void)add_conversation({asha, ravi});
  (void)add_conversation({asha, ravi});
  constexpr auto max = std::numeric_limits<std::int64_t>::max();
  BOOST_TEST(list({.limit = 0, .page = 0}).conversations.size() == 1u);
  BOOST_TEST(list({.limit = max, .page = -max}).conversations.size() == 2u);
  BOOST_TEST(list({.limit = max, .page = max}).conversations.empty());
}

BOOST_AUTO_TEST_CASE(a_kind_is_listed_and_counted_alone) {
  (void)add_conversation({asha, ravi});
  const auto group = add_conversation({asha, ravi}, conversation_kind::group);
  const auto l = list({.kind = conversation_kind::group});
  BOOST_TEST(numbers(l) == numbers({group}), boost::test_tools::per_element());
  BOOST_TEST(l.total == 1);
  BOOST_TEST(list({}).total == 2);
  BOOST_TEST(list({.kind = conversation_kind::admin_user}).total == 0);
}

BOOST_AUTO_TEST_CASE(what_one_left_or_never_joined_is_not_listed) {
  const auto left = add_conversation({asha, ravi}, conversation_kind::group);
  (void)add_conversation({ravi, root});
  leave(left, asha);
  BOOST_TEST(list({}).total == 0);
}

BOOST_AUTO_TEST_CASE(
  the_admin_conversation_is_the_one_with_the_latest_message) {
  const auto boss = add_user("boss", role::admin);
  const auto kind = conversation_kind::admin_astrologer;
  BOOST_TEST((find_admin("ravi").error().code == errc::not_found));
  const auto a = add_conversation({root, ravi}, kind);
  const auto b = add_conversation({boss, ravi}, kind);
  const auto c = add_conversation({root, ravi}, kind);
  BOOST_TEST((find_admin("ravi")->id == c.id));
  BOOST_TEST((find_admin("ravi", "boss")->id == b.id));
  post(a, ravi);
  BOOST_TEST((find_admin("ravi")->id == a.id));
  // One with a message comes before one that was made later.
  const auto d = add_conversation({root, ravi}, kind);
  BOOST_TEST((find_admin("ravi")->id == a.id));
  post(b, boss);
  BOOST_TEST((find_admin("ravi")->id == b.id));
  BOOST_TEST((find_admin("ravi", "root")->id == a.id));
  post(d, root);
  BOOST_TEST((find_admin("ravi", "root")->id == d.id));
}

BOOST_AUTO_TEST_CASE(no_other_conversation_is_an_admin_conversation) {
  (void)add_conversation({asha, ravi});
  (void)add_conversation({root, ravi}, conversation_kind::group);
  (void)add_conversation({asha, root}, conversation_kind::admin_user);
  BOOST_TEST((find_admin("ravi").error().code == errc::not_found));
  (void)add_conversation({root, ravi}, conversation_kind::admin_astrologer);
  BOOST_TEST(find_admin("ravi").has_value());
  BOOST_TEST((find_admin("ravi", "asha").error().code == errc::not_found));
  BOOST_TEST((find_admin("ravi", "nobody").error().code == errc::not_found));
  BOOST_TEST((find_admin("nobody").error().code == errc::not_found));
  BOOST_TEST(
    (find_admin(std::string{"a\0b", 3}).error().code == errc::not_found));
}

BOOST_AUTO_TEST_SUITE_END()
