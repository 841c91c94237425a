#include "world.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

using namespace storage;
using namespace tests;

namespace {

struct catch_up_fixture : world_fixture {
  std::vector<schema::cursor> missed(std::vector<schema::cursor> cursors = {},
                                     std::int64_t limit = 100,
                                     bool all_named = false) {
    const catch_up_query q{asha, std::move(cursors), all_named, limit};
    return await<std::vector<schema::cursor>>(
             [&](auto done) { store->find_missed(q, done); })
      .value();
  }

  /// In the words of a client's cursor, with numbers for ids.
  std::string text(const std::vector<schema::cursor>& all) {
    std::string out;
    for (const auto& m : all)
      out +=
        std::to_string(db.number("select no from conversations where id = '\\x"
                                 + m.conversation.to_string() + "'"))
        + ":" + std::to_string(m.seq.value) + "." + std::to_string(m.rev.value)
        + " ";
    return out;
  }

  std::vector<schema::message> changes(const test_conversation& where,
                                       std::int64_t after,
                                       std::int64_t limit = 100) {
    return await<std::vector<schema::message>>([&](auto done) {
             store->read_changes(where.no, {after}, limit, done);
           })
      .value();
  }

  schema::user_no asha = add_user("asha");
  schema::user_no ravi = add_user("ravi", schema::role::astrologer);
  test_conversation there = add_conversation({asha, ravi});
};

using numbers = std::vector<std::int64_t>;

numbers seqs(const std::vector<schema::message>& messages) {
  numbers out;
  for (const auto& m : messages)
    out.push_back(m.seq.value);
  return out;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(missed_suite, catch_up_fixture)

BOOST_AUTO_TEST_CASE(a_conversation_is_missed_if_it_moved_beyond_the_cursor) {
  // Rev 1 to 4: three posts, then the second is deleted.
  post(there, ravi, 3);
  remove(there, 2, ravi);

  struct row {
    std::int64_t seq, rev;
    const char* expected;
  };

  // NOLINTNEXTLINE(modernize-avoid-c-arrays): a table
  const row rows[] = {
    {0, 0, "1:0.0 "},
    {1, 1, "1:1.1 "},
    {3, 3, "1:3.3 "},
    {3, 4, ""},
    {3, 9, ""},
    // Bare seqs stand for a rev.
    {1, 0, "1:1.1 "},
    {3, 0, "1:3.3 "},
    {9, 0, "1:9.3 "},
    // The row of 2 says rev 4, but what came at rev 3 was not seen.
    {2, 0, "1:2.1 "},
    {-1, -1, "1:0.0 "},
    {std::numeric_limits<std::int64_t>::max(), 0, "1:281474976710656.3 "},
  };
  BOOST_TEST(there.no.value == 1);
  for (const auto& r : rows) {
    BOOST_TEST_INFO(r.seq << "." << r.rev);
    BOOST_TEST(text(missed({{there.id, {r.seq}, {r.rev}}})) == r.expected);
  }
}

BOOST_AUTO_TEST_CASE(a_bare_seq_that_is_the_last_one_lacks_nothing) {
  post(there, ravi, 3);
  BOOST_TEST(missed({{there.id, {3}, {}}}).empty());
  BOOST_TEST(missed({{there.id, {2}, {}}}).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_bare_seq_among_tombstones_never_skips_anything) {
  post(there, ravi, 4);
  for (const auto seq : {1, 2, 3})
    remove(there, seq, ravi);
  BOOST_TEST(text(missed({{there.id, {3}, {}}})) == "1:3.0 ");
  BOOST_TEST(changes(there, 0).size() == 4u);
}

BOOST_AUTO_TEST_CASE(what_was_not_named_counts_as_not_seen) {
  const auto other = add_conversation({asha, ravi});
  const auto silent = add_conversation({asha, ravi});
  post(there, ravi);
  post(other, ravi, 2);
  BOOST_TEST(text(missed()) == "2:0.0 1:0.0 ");
  BOOST_TEST(text(missed({{other.id, {2}, {2}}})) == "1:0.0 ");
  BOOST_TEST(text(missed({{silent.id, {}, {}}})) == "2:0.0 1:0.0 ");
}

BOOST_AUTO_TEST_CASE(only_what_one_is_in_is_missed) {
  const auto foreign = add_conversation({ravi});
  const auto left = add_conversation({asha, ravi});
  post(foreign, ravi);
  post(left, ravi);
  leave(left, asha);
  BOOST_TEST(
    missed({{foreign.id, {}, {}}, {left.id, {}, {}}, {{}, {1}, {1}}}).empty());
}

BOOST_AUTO_TEST_CASE(the_latest_come_first_and_no_more_than_asked_for) {
  for (int i = 0; i < 5; ++i)
    (void)add_conversation({asha, ravi});
  for (const auto no : {3, 1, 5, 2, 4})
    post({{no}, {}}, ravi);
  BOOST_TEST(text(missed({}, 3)) == "4:0.0 2:0.0 5:0.0 ");
  BOOST_TEST(missed({}, 0).size() == 1u);
}

BOOST_AUTO_TEST_CASE(of_a_conversation_named_twice_the_larger_counts) {
  post(there, ravi, 3);
  BOOST_TEST(missed({{there.id, {1}, {1}}, {there.id, {3}, {3}}}).empty());
}

BOOST_AUTO_TEST_CASE(those_that_are_named_can_be_asked_for_unmoved_and_first) {
  const auto latest = add_conversation({asha, ravi});
  const auto foreign = add_conversation({ravi});
  post(there, ravi, 3);
  remove(there, 3, ravi);
  post(latest, ravi);
  post(foreign, ravi);
  const std::vector<schema::cursor> named{{there.id, {2}, {4}},
                                          {foreign.id, {1}, {1}}};
  BOOST_TEST(text(missed(named)) == "2:0.0 ");
  BOOST_TEST(text(missed(named, 100, true)) == "1:2.4 2:0.0 ");
  BOOST_TEST(text(missed(named, 1, true)) == "1:2.4 ");
  // A bare seq gets its rev.
  BOOST_TEST(text(missed({{latest.id, {1}, {}}}, 1, true)) == "2:1.1 ");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(changes_suite, catch_up_fixture)

BOOST_AUTO_TEST_CASE(posts_and_tombstones_come_in_the_order_of_their_revs) {
  post(there, ravi, 3);
  remove(there, 1, asha);
  post(there, asha);
  change(there, 2);
  remove(there, 4, asha);
  // Revs now: 2→2, 3→3, 1→4, 4→7; rev 6 left every row as it was.
  const auto all = changes(there, 0);
  BOOST_TEST(seqs(all) == (numbers{2, 3, 1, 4}),
             boost::test_tools::per_element());
  BOOST_TEST(all[2].rev.value == 4);
  BOOST_TEST(all[2].deleted_at.has_value());
  BOOST_TEST((all[2].deleted_by == asha));
  BOOST_TEST(all[2].content.empty());
  BOOST_TEST(all[0].content == "m2");
  BOOST_TEST(!all[0].deleted_at.has_value());
  BOOST_TEST(seqs(changes(there, 2)) == (numbers{3, 1, 4}),
             boost::test_tools::per_element());
  BOOST_TEST(seqs(changes(there, 4)) == numbers{4},
             boost::test_tools::per_element());
  BOOST_TEST(changes(there, 7).empty());
  BOOST_TEST(changes(there, 1'000).empty());
  BOOST_TEST(seqs(changes(there, 0, 2)) == (numbers{2, 3}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_unknown_conversation_has_no_changes) {
  constexpr auto max = std::numeric_limits<std::int64_t>::max();
  BOOST_TEST(changes({{99}, {}}, 0).empty());
  BOOST_TEST(changes(there, max, max).empty());
  BOOST_TEST(changes(there, -max, -max).empty());
}

BOOST_AUTO_TEST_CASE(they_are_what_a_look_at_all_rows_finds) {
  // NOLINTNEXTLINE(cert-msc51-cpp): the same every time
  std::mt19937 random{11};
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random()) % n;
  };
  // The rev of each message, by seq - 1.
  numbers revs;
  std::int64_t rev = 0;
  for (int step = 0; step < 250; ++step) {
    const auto count = static_cast<std::int64_t>(revs.size());
    const auto what = below(4);
    if (count == 0 || what < 2) {
      post(there, ravi);
      revs.push_back(++rev);
    } else if (const auto i = below(count); what == 2) {
      remove(there, i + 1, ravi);
      revs[static_cast<std::size_t>(i)] = ++rev;
    } else {
      change(there, i + 1);
      ++rev;
    }
    const auto after = below(rev + 2), limit = 1 + below(20);
    std::vector<std::pair<std::int64_t, std::int64_t>> expected;
    for (std::size_t i = 0; i < revs.size(); ++i)
      if (revs[i] > after)
        expected.emplace_back(revs[i], i + 1);
    std::sort(expected.begin(), expected.end());
    expected.resize(std::min(expected.size(), static_cast<std::size_t>(limit)));
    const auto found = changes(there, after, limit);
    BOOST_TEST_INFO("step " << step << " after " << after);
    BOOST_TEST_REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
      BOOST_TEST_REQUIRE((found[i].rev.value == expected[i].first
                          && found[i].seq.value == expected[i].second));
  }
}

BOOST_AUTO_TEST_SUITE_END()
