#include "domain/recent_authors.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>

using domain::recent_authors;

BOOST_AUTO_TEST_SUITE(recent_authors_suite)

BOOST_AUTO_TEST_CASE(messages_of_others_behind_a_seq_are_counted) {
  recent_authors authors;
  for (const auto& [seq, who] : std::map<int, int>{{4, 1}, {5, 2}, {6, 1}})
    authors.add({seq}, {who});
  BOOST_TEST(authors.others_after({3}, {6}, {1}).value() == 1);
  BOOST_TEST(authors.others_after({3}, {6}, {2}).value() == 2);
  BOOST_TEST(authors.others_after({5}, {6}, {2}).value() == 1);
  BOOST_TEST(authors.others_after({6}, {6}, {2}).value() == 0);
}

BOOST_AUTO_TEST_CASE(what_it_does_not_hold_it_does_not_guess) {
  recent_authors authors;
  BOOST_TEST(!authors.others_after({3}, {6}, {1}).has_value());
  authors.add({5}, {1});
  authors.add({6}, {1});
  BOOST_TEST(!authors.others_after({3}, {6}, {2}).has_value());
  BOOST_TEST(!authors.others_after({4}, {7}, {2}).has_value());
  BOOST_TEST(!authors.others_after({4}, {5}, {2}).has_value());
  // A gap starts anew.
  authors.add({9}, {1});
  BOOST_TEST(!authors.others_after({5}, {9}, {2}).has_value());
  BOOST_TEST(authors.others_after({8}, {9}, {2}).value() == 1);
  authors.clear();
  BOOST_TEST(!authors.others_after({8}, {9}, {2}).has_value());
}

BOOST_AUTO_TEST_CASE(tombstones_do_not_count) {
  recent_authors authors;
  authors.add({1}, {1});
  authors.add({2}, {1});
  authors.remove({1});
  authors.remove({7});
  BOOST_TEST(authors.others_after({0}, {2}, {2}).value() == 1);
}

BOOST_AUTO_TEST_CASE(it_says_what_a_look_at_all_says_or_nothing) {
  // NOLINTNEXTLINE(cert-msc51-cpp): the same every time
  std::mt19937 random{5};
  recent_authors authors;
  std::map<std::int64_t, std::int64_t> all;
  std::int64_t last = 37;
  for (int step = 0; step < 2'000; ++step) {
    const auto who = static_cast<std::int64_t>(random() % 3 + 1);
    authors.add({++last}, {who});
    all[last] = who;
    if (random() % 9 == 0) {
      const auto gone = last - static_cast<std::int64_t>(random() % 600);
      authors.remove({gone});
      all.erase(gone);
    }
    const auto from = last - static_cast<std::int64_t>(random() % 700);
    const auto answer = authors.others_after({from}, {last}, {who});
    const auto held = std::min<std::int64_t>(last - 37, 512);
    BOOST_REQUIRE_EQUAL(answer.has_value(), from >= last - held);
    std::int64_t expected = 0;
    for (auto i = all.upper_bound(from); i != all.end(); ++i)
      expected += i->second != who ? 1 : 0;
    if (answer)
      BOOST_REQUIRE_EQUAL(*answer, expected);
  }
}

BOOST_AUTO_TEST_SUITE_END()
