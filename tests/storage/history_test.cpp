#include "database.hpp"
#include "recorder.hpp"
#include "storage/pg/history.hpp"

#include <boost/test/unit_test.hpp>

using namespace storage;
using namespace tests;

namespace {

struct history_fixture : store_fixture {
  history_fixture() {
    post(25);
  }

  /// Up to that seq.
  void post(std::int64_t last) {
    auto seen = std::make_shared<recorder>();
    const auto first = db.number("select last_seq from heads");
    for (auto i = first; i < last; ++i)
      (void)store->journal().submit(
        make_entry({there.no, i, "m" + std::to_string(i + 1)}, seen));
    (void)seen->wait(static_cast<std::size_t>(last - first));
  }

  history_page read(history_query q) {
    q.conversation = there.id;
    return await<history_page>([&](auto done) { store->read_history(q, done); })
      .value();
  }

  test_conversation there = db.add_named_conversation();
};

void check_seqs(const history_page& p, std::int64_t first, std::int64_t last,
                bool has_more) {
  BOOST_TEST(p.has_more == has_more);
  BOOST_REQUIRE_EQUAL(p.messages.size(),
                      static_cast<std::size_t>(last - first + 1));
  for (const auto& m : p.messages) {
    BOOST_TEST(m.seq.value == first);
    BOOST_TEST(m.content == "m" + std::to_string(first));
    ++first;
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(history_range_suite)

BOOST_AUTO_TEST_CASE(ranges_never_overflow) {
  using pg::resolve;
  constexpr auto max = std::numeric_limits<std::int64_t>::max();
  constexpr auto min = std::numeric_limits<std::int64_t>::min();
  for (const auto x : {max, min}) {
    const auto page = resolve({.limit = 100, .page = x}, 10);
    const auto before = resolve({.limit = x, .before = x}, 10);
    const auto after = resolve({.limit = x, .after = x}, 10);
    BOOST_TEST((page.first >= 1 && before.first >= 1 && after.first >= 1));
    BOOST_TEST((page.last <= 10 && before.last <= 10 && after.last <= 10));
  }
}

BOOST_AUTO_TEST_CASE(an_empty_conversation_has_an_empty_range) {
  for (const auto& q :
       {history_query{}, history_query{.page = 1}, history_query{.before = 5},
        history_query{.after = 0}}) {
    const auto r = pg::resolve(q, 0);
    BOOST_TEST(r.first > r.last);
    BOOST_TEST(!r.has_more);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(history_suite, history_fixture)

BOOST_AUTO_TEST_CASE(pages_count_from_the_newest_and_are_oldest_first) {
  check_seqs(read({.limit = 10}), 16, 25, true);
  check_seqs(read({.limit = 10, .page = 1}), 16, 25, true);
  check_seqs(read({.limit = 10, .page = 2}), 6, 15, true);
  check_seqs(read({.limit = 10, .page = 3}), 1, 5, false);
  check_seqs(read({.limit = 10, .page = 4}), 1, 0, false);
  check_seqs(read({.limit = 25}), 1, 25, false);
  BOOST_TEST(read({}).total == 25);
}

BOOST_AUTO_TEST_CASE(before_and_after_are_exclusive) {
  check_seqs(read({.limit = 10, .before = 16}), 6, 15, true);
  check_seqs(read({.limit = 10, .before = 6}), 1, 5, false);
  check_seqs(read({.limit = 10, .before = 1}), 1, 0, false);
  check_seqs(read({.limit = 10, .before = 900}), 16, 25, true);
  check_seqs(read({.limit = 10, .after = 0}), 1, 10, true);
  check_seqs(read({.limit = 10, .after = 15}), 16, 25, false);
  check_seqs(read({.limit = 10, .after = 25}), 1, 0, false);
}

BOOST_AUTO_TEST_CASE(pages_that_are_pinned_do_not_shift_while_people_write) {
  const auto first = read({.limit = 10});
  post(40);
  const auto second = read({.limit = 10, .page = 2, .as_of = first.as_of});
  check_seqs(second, 6, 15, true);
  BOOST_TEST(second.total == 25);
  BOOST_TEST(second.conversation.head.last_seq.value == 40);
  check_seqs(read({.limit = 10, .after = 20, .as_of = 25}), 21, 25, false);
  check_seqs(read({.limit = 10}), 31, 40, true);
  BOOST_TEST(read({.as_of = 900}).as_of == 40);
}

BOOST_AUTO_TEST_CASE(an_unknown_conversation_is_not_found) {
  const auto r = await<history_page>(
    [&](auto done) { store->read_history({.conversation = {}}, done); });
  BOOST_TEST((r.error().code == schema::errc::not_found));
}

BOOST_AUTO_TEST_SUITE_END()
