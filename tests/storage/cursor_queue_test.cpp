#include "recorder.hpp"
#include "storage/pg/cursor_queue.hpp"

#include <boost/test/unit_test.hpp>

using namespace storage;
using namespace tests;
using namespace std::chrono_literals;

namespace {

struct cursor_queue_fixture {
  void put(const cursor_of& x, std::chrono::milliseconds at = 0ms,
           recorder_ptr to = nullptr) {
    const auto e = make_cursor(x, std::move(to));
    const auto added = queue.added_by(e);
    sum += added;
    queue.put(e, start + at);
  }

  /// From the start.
  std::chrono::milliseconds due() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(queue.due()
                                                                 - start);
  }

  static constexpr auto all_of_them =
    pg::cursor_queue::clock::time_point::max();
  const pg::cursor_queue::clock::time_point start{1h};
  pg::cursor_queue queue;
  pg::load sum;
};

std::int64_t millis(const pg::cursor_item::place& p) {
  return p.at.time_since_epoch().count() - start_of_time;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(cursor_queue_suite, cursor_queue_fixture)

BOOST_AUTO_TEST_CASE(what_is_read_is_due_sooner_than_what_is_delivered) {
  BOOST_TEST(queue.empty());
  BOOST_TEST((queue.due() == pg::cursor_queue::clock::time_point::max()));
  put({.key = {1}, .delivered = 3});
  BOOST_TEST((due() == 5000ms));
  put({.key = {2}, .read = 3}, 50ms);
  BOOST_TEST((due() == 150ms));
  put({.key = {3}, .read = 3}, 60ms);
  BOOST_TEST((due() == 150ms));
}

BOOST_AUTO_TEST_CASE(a_read_brings_what_was_delivered_forward) {
  put({.key = {1}, .delivered = 3});
  put({.key = {1}, .delivered = 4}, 100ms);
  BOOST_TEST((due() == 5000ms));
  put({.key = {1}, .read = 4}, 200ms);
  BOOST_TEST((due() == 300ms));
  put({.key = {1}, .read = 5}, 250ms);
  BOOST_TEST((due() == 300ms));
  BOOST_TEST(queue.take(9, all_of_them).size() == 1u);
  BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(a_read_does_not_put_off_what_is_nearly_due) {
  put({.key = {1}, .delivered = 3});
  put({.key = {1}, .read = 3}, 4950ms);
  BOOST_TEST((due() == 5000ms));
}

BOOST_AUTO_TEST_CASE(what_was_merely_delivered_waits_to_be_merged) {
  put({.key = {1}, .delivered = 3});
  put({.key = {2}, .read = 3});
  BOOST_TEST(queue.take(9, start).size() == 1u);
  BOOST_TEST(queue.take(9, start + 2'499ms).empty());
  put({.key = {1}, .delivered = 8}, 2'400ms);
  const auto ripe = queue.take(9, start + 2'500ms);
  BOOST_REQUIRE_EQUAL(ripe.size(), 1u);
  BOOST_TEST(ripe[0].delivered.seq == 8);
  BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(entries_of_a_member_are_merged_as_maxima) {
  put({.key = {1}, .who = 2, .read = 5, .at = 10});
  put({.key = {1}, .who = 2, .read = 5, .delivered = 7, .at = 20});
  put({.key = {1}, .who = 2, .read = 4, .delivered = 9, .at = 30});
  put({.key = {1}, .who = 2, .read = 1, .at = 40, .marked = false});
  put({.key = {1}, .who = 3, .read = 6, .at = 50, .marked = false});
  const auto all = queue.take(9, all_of_them);
  BOOST_REQUIRE_EQUAL(all.size(), 2u);
  BOOST_TEST(all[0].key.who == 2);
  BOOST_TEST(all[0].read.seq == 5);
  BOOST_TEST(millis(all[0].read) == 10);
  BOOST_TEST(all[0].delivered.seq == 9);
  BOOST_TEST(millis(all[0].delivered) == 30);
  BOOST_TEST(all[0].marked);
  BOOST_TEST(!all[1].marked);
}

BOOST_AUTO_TEST_CASE(the_first_due_are_taken_first_and_sorted_by_key) {
  put({.key = {9}, .delivered = 1});
  put({.key = {8}, .read = 1}, 1ms);
  put({.key = {7}, .who = 2, .read = 1}, 2ms);
  put({.key = {7}, .who = 1, .read = 1}, 3ms);
  const auto first = queue.take(2, all_of_them);
  BOOST_REQUIRE_EQUAL(first.size(), 2u);
  BOOST_TEST(first[0].key.conversation == 7);
  BOOST_TEST(first[0].key.who == 2);
  BOOST_TEST(first[1].key.conversation == 8);
  // A delivered one that is overdue comes before reads.
  put({.key = {6}, .read = 1}, 6000ms);
  const auto second = queue.take(2, all_of_them);
  BOOST_TEST(second[0].key.conversation == 7);
  BOOST_TEST(second[1].key.conversation == 9);
  BOOST_TEST(queue.take(2, all_of_them).size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_added_is_what_is_taken_out) {
  const auto seen = std::make_shared<recorder>();
  put({.key = {1}, .read = 1}, 0ms, seen);
  put({.key = {1}, .read = 2});
  put({.key = {1}, .read = 3}, 0ms, seen);
  put({.key = {2}, .delivered = 3});
  pg::load taken;
  for (const auto& item : queue.take(9, all_of_them))
    taken += pg::weight(item);
  BOOST_TEST(sum.rows == 2u);
  BOOST_TEST(taken.rows == sum.rows);
  BOOST_TEST(taken.bytes == sum.bytes);
}

BOOST_AUTO_TEST_SUITE_END()
