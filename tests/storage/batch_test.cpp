#include "recorder.hpp"
#include "storage/pg/batch.hpp"

#include <boost/test/unit_test.hpp>

#include <tuple>

using namespace storage;
using tests::make_entry;

namespace {

std::deque<pg::fenced_entry>
queue_of(std::initializer_list<std::pair<std::int64_t, std::int64_t>> entries) {
  std::deque<pg::fenced_entry> out;
  for (const auto& [key, expected] : entries)
    out.push_back(make_entry({{key}, expected}, nullptr));
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(batch_suite)

BOOST_AUTO_TEST_CASE(entries_that_follow_each_other_share_a_chain) {
  auto pending = queue_of({{2, 5}, {1, 0}, {2, 6}, {2, 7}});
  const auto b = pg::take_batch(pending, 256);
  BOOST_TEST(pending.empty());
  BOOST_REQUIRE_EQUAL(b.chains.size(), 2u);
  BOOST_TEST(b.chains[0].key == 1);
  BOOST_TEST(b.chains[1].key == 2);
  BOOST_TEST(b.chains[1].items == (std::vector<std::size_t>{0, 2, 3}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_does_not_follow_waits_and_so_does_all_behind_it) {
  auto pending = queue_of({{1, 0}, {1, 4}, {1, 5}, {1, 1}, {2, 0}});
  const auto first = pg::take_batch(pending, 256);
  BOOST_TEST(first.items.size() == 2u);
  BOOST_REQUIRE_EQUAL(pending.size(), 3u);
  BOOST_TEST(pg::expected_of(pending[0]).value == 4);
  BOOST_TEST(pg::expected_of(pending[2]).value == 1);
  const auto second = pg::take_batch(pending, 256);
  BOOST_TEST(second.items.size() == 2u);
  BOOST_TEST(pending.size() == 1u);
}

// Else the whole batch fails, and nobody in it shares a commit.
BOOST_AUTO_TEST_CASE(a_retry_waits_until_what_it_repeats_is_stored) {
  std::deque<pg::fenced_entry> pending;
  for (const auto& [key, expected, dedupe] :
       {std::tuple{1, 0, 1}, {1, 1, 2}, {1, 2, 1}, {1, 3, 0}, {2, 0, 1}})
    pending.push_back(
      make_entry({{key}, expected, "x", std::uint8_t(dedupe)}, nullptr));
  const auto first = pg::take_batch(pending, 256);
  BOOST_TEST(first.items.size() == 3u);
  BOOST_REQUIRE_EQUAL(pending.size(), 2u);
  BOOST_TEST(pg::expected_of(pending[0]).value == 2);
  BOOST_TEST(pg::take_batch(pending, 256).items.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_batch_has_a_bound) {
  std::deque<pg::fenced_entry> pending;
  for (int i = 0; i < 300; ++i)
    pending.push_back(make_entry({{i + 1}}, nullptr));
  BOOST_TEST(pg::take_batch(pending, 256).items.size() == 256u);
  BOOST_TEST(pending.size() == 44u);
  BOOST_TEST(pg::key_of(pending.front()) == 257);
}

BOOST_AUTO_TEST_CASE(posts_and_deletions_never_share_a_batch) {
  std::deque<pg::fenced_entry> pending;
  pending.push_back(make_entry({{1}, 0}, nullptr));
  pending.push_back(tests::make_deletion({{1}, 1}, nullptr));
  pending.push_back(make_entry({{1}, 2}, nullptr));
  pending.push_back(tests::make_deletion({{2}, 5}, nullptr));
  pending.push_back(make_entry({{2}, 6}, nullptr));
  pending.push_back(make_entry({{3}, 0}, nullptr));
  const auto posts = pg::take_batch(pending, 256);
  BOOST_TEST((posts.kind == pg::batch_kind::posts));
  BOOST_REQUIRE_EQUAL(posts.chains.size(), 2u);
  BOOST_TEST(posts.chains[0].key == 1);
  BOOST_TEST(posts.chains[1].key == 3);
  const auto deletions = pg::take_batch(pending, 256);
  BOOST_TEST((deletions.kind == pg::batch_kind::deletions));
  BOOST_REQUIRE_EQUAL(deletions.chains.size(), 2u);
  BOOST_TEST(deletions.items.size() == 2u);
  BOOST_TEST(pg::take_batch(pending, 256).items.size() == 2u);
  BOOST_TEST(pending.empty());
}

BOOST_AUTO_TEST_CASE(a_batch_has_one_deletion_a_conversation) {
  std::deque<pg::fenced_entry> pending;
  for (const auto& [key, expected] :
       {std::pair{1, 3}, std::pair{1, 4}, std::pair{2, 3}})
    pending.push_back(tests::make_deletion({{key}, expected}, nullptr));
  BOOST_TEST(pg::take_batch(pending, 256).items.size() == 2u);
  BOOST_REQUIRE_EQUAL(pending.size(), 1u);
  BOOST_TEST(pg::expected_of(pending[0]).value == 4);
}

BOOST_AUTO_TEST_CASE(malformed_entries_are_refused_without_the_database) {
  std::deque<pg::fenced_entry> pending;
  pending.push_back(make_entry({{1}, 0, std::string{"a\0b", 3}}, nullptr));
  auto wrong_rev = make_entry({{2}, 0}, nullptr);
  wrong_rev.expected.value = 9;
  pending.push_back(wrong_rev);
  pending.push_back({});
  const auto b = pg::take_batch(pending, 256);
  BOOST_TEST(b.chains.empty());
  BOOST_REQUIRE_EQUAL(b.items.size(), 3u);
  for (const auto& item : b.items)
    BOOST_TEST((item.verdict == verdict::refused));
}

BOOST_AUTO_TEST_CASE(what_rests_on_a_failed_entry_never_reaches_the_fence) {
  auto first = queue_of({{1, 0}, {1, 1}, {2, 0}, {3, 0}});
  auto b = pg::take_batch(first, 256);
  b.items[0].verdict = b.items[1].verdict = verdict::stale;
  b.items[2].verdict = verdict::committed;
  // Entry {3, 0} got no verdict: given up.
  auto pending = queue_of({{1, 2}, {2, 1}, {1, 9}, {1, 3}, {3, 1}, {4, 0}});
  pg::take_followers(b, pending);
  BOOST_REQUIRE_EQUAL(b.items.size(), 7u);
  BOOST_TEST((b.items[4].verdict == verdict::stale));
  BOOST_TEST(pg::expected_of(b.items[5].entry).value == 3);
  BOOST_TEST((b.items[6].verdict == verdict::unavailable));
  BOOST_REQUIRE_EQUAL(pending.size(), 3u);
  BOOST_TEST(pg::expected_of(pending[1]).value == 9);
}

BOOST_AUTO_TEST_CASE(followers_are_known_across_kinds) {
  std::deque<pg::fenced_entry> pending;
  pending.push_back(tests::make_deletion({{1}, 4}, nullptr));
  auto b = pg::take_batch(pending, 256);
  b.items[0].verdict = verdict::refused;
  pending.push_back(make_entry({.key = {1}, .expected = 5, .seq = 3}, nullptr));
  pending.push_back(tests::make_deletion({{1}, 6}, nullptr));
  pending.push_back(tests::make_deletion({{1}, 4}, nullptr));
  pg::take_followers(b, pending);
  BOOST_REQUIRE_EQUAL(b.items.size(), 3u);
  BOOST_TEST((b.items[1].verdict == verdict::stale));
  BOOST_TEST((b.items[2].verdict == verdict::stale));
  BOOST_TEST(pending.size() == 1u);
}

BOOST_AUTO_TEST_CASE(each_receiver_is_called_once_in_order_of_submission) {
  auto a = std::make_shared<tests::recorder>();
  auto b = std::make_shared<tests::recorder>();
  pg::batch done;
  for (int i = 0; i < 6; ++i)
    done.items.push_back(
      {make_entry({{1}, i}, i % 2 == 0 ? a : b), verdict::committed});
  pg::answer(done);
  BOOST_TEST(a->calls() == 1u);
  const auto seen = a->wait(3);
  BOOST_TEST(seen[0].token == 1u);
  BOOST_TEST(seen[1].token == 3u);
  BOOST_TEST(seen[2].token == 5u);
  BOOST_TEST(b->wait(3).size() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
