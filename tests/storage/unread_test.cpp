#include "world.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>

using namespace storage;
using namespace tests;

namespace {

struct unread_fixture : world_fixture {
  std::int64_t unread_of(schema::user_no who) {
    return load(there).find_member(who)->unread;
  }

  schema::user_no asha = add_user("asha");
  schema::user_no ravi = add_user("ravi", schema::role::astrologer);
  test_conversation there = add_conversation({asha, ravi});
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(unread_suite, unread_fixture)

BOOST_AUTO_TEST_CASE(only_what_others_wrote_is_unread) {
  BOOST_TEST(unread_of(asha) == 0);
  post(there, ravi, 3);
  post(there, asha, 2);
  BOOST_TEST(unread_of(asha) == 3);
  BOOST_TEST(unread_of(ravi) == 2);
}

BOOST_AUTO_TEST_CASE(reading_moves_the_cursor_and_writing_does_not) {
  post(there, ravi, 5);
  post(there, asha);
  BOOST_TEST(unread_of(asha) == 5);
  read(there, asha, 4);
  BOOST_TEST(unread_of(asha) == 1);
  read(there, asha, 6);
  BOOST_TEST(unread_of(asha) == 0);
  const auto c = load(there);
  const auto* m = c.find_member(asha);
  BOOST_TEST(m->seen.read.value == 6);
  BOOST_TEST((m->seen.read_at == now));
  BOOST_TEST(m->seen.delivered.value == 0);
  BOOST_TEST(!m->seen.delivered_at.has_value());
  BOOST_TEST((c.find_member(ravi)->seen == schema::receipts{}));
}

BOOST_AUTO_TEST_CASE(tombstones_are_not_unread) {
  post(there, ravi, 3);
  remove(there, 2, ravi);
  BOOST_TEST(unread_of(asha) == 2);
}

BOOST_AUTO_TEST_CASE(it_is_exact_to_999_and_then_1000) {
  post(there, ravi, 999);
  BOOST_TEST(unread_of(asha) == 999);
  post(there, ravi);
  BOOST_TEST(unread_of(asha) == schema::more_unread);
  post(there, ravi, 500);
  BOOST_TEST(unread_of(asha) == schema::more_unread);
  read(there, asha, 501);
  BOOST_TEST(unread_of(asha) == 998 + 1);
}

BOOST_AUTO_TEST_CASE(what_a_member_cannot_see_is_not_unread) {
  post(there, ravi, 10);
  db.exec("update members set from_seq = 4");
  BOOST_TEST(unread_of(asha) == 6);
  db.exec("update members set cleared_seq = 7");
  BOOST_TEST(unread_of(asha) == 3);
  read(there, asha, 5);
  BOOST_TEST(unread_of(asha) == 3);
}

BOOST_AUTO_TEST_CASE(only_the_newest_10000_are_looked_at) {
  post(there, ravi);
  post(there, asha, 9'999);
  BOOST_TEST(unread_of(asha) == 1);
  post(there, asha);
  BOOST_TEST(unread_of(asha) == 0);
}

BOOST_AUTO_TEST_CASE(it_is_counted_up_to_32_members) {
  std::vector<schema::user_no> many{asha, ravi};
  for (int i = 2; i < 32; ++i)
    many.push_back(add_user("u" + std::to_string(i)));
  const auto few = add_conversation(many, schema::conversation_kind::group);
  many.push_back(add_user("u32"));
  const auto more = add_conversation(many, schema::conversation_kind::group);
  for (const auto& where : {few, more}) {
    post(where, ravi, 2);
    read(where, asha, 1);
  }
  BOOST_TEST(load(few).find_member(asha)->unread == 1);
  BOOST_TEST(load(few).find_member(many[31])->unread == 2);
  BOOST_TEST(load(more).find_member(asha)->unread == 0);
  BOOST_TEST(load(more).find_member(asha)->seen.read.value == 1);
  leave(more, ravi);
  BOOST_TEST(load(more).find_member(asha)->unread == 1);
}

BOOST_AUTO_TEST_CASE(it_is_what_a_simple_count_says_whatever_happens) {
  const auto gita = add_user("gita");
  there =
    add_conversation({asha, ravi, gita}, schema::conversation_kind::group);
  const std::vector<schema::user_no> people{asha, ravi, gita};
  // NOLINTNEXTLINE(cert-msc51-cpp): the same every time
  std::mt19937 random{7};
  const auto below = [&](std::size_t n) { return random() % n; };

  struct message {
    schema::user_no sender;
    bool gone = false;
  };

  std::vector<message> messages;
  std::map<schema::user_no, std::size_t> cursors;
  for (int step = 0; step < 300; ++step) {
    const auto who = people[below(3)];
    if (messages.empty() || below(3) != 0) {
      post(there, who);
      messages.push_back({who});
    } else if (const auto i = below(messages.size()); below(2) == 0) {
      remove(there, static_cast<std::int64_t>(i + 1), who);
      messages[i].gone = true;
    } else {
      read(there, who, static_cast<std::int64_t>(i + 1));
      cursors[who] = i + 1;
    }
    const auto loaded = load(there);
    for (const auto& m : loaded.members)
      BOOST_TEST_REQUIRE(
        m.unread
        == std::count_if(
          messages.begin() + static_cast<std::ptrdiff_t>(cursors[m.no]),
          messages.end(),
          [&](const message& x) { return !x.gone && x.sender != m.no; }));
  }
}

BOOST_AUTO_TEST_SUITE_END()
