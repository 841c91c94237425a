#include "one_writer.hpp"

#include <boost/test/unit_test.hpp>

using namespace storage;
using namespace tests;

namespace {

struct cursor_fixture : one_writer {
  explicit cursor_fixture(std::size_t max_rows = 20'000)
    : one_writer(max_rows) {
    // nop
  }

  /// A conversation with that many messages.
  schema::conversation_no add(std::int64_t messages) {
    const auto key = db.add_conversation();
    auto posted = std::make_shared<recorder>();
    for (std::int64_t i = 0; i < messages; ++i)
      (void)store->journal().submit(make_entry({key, i}, posted));
    (void)posted->wait(static_cast<std::size_t>(messages));
    return key;
  }

  admission submit(const cursor_of& x) {
    return store->journal().submit(make_cursor(x, seen));
  }

  /// Submits them one after the other, each in a commit of its own.
  void write(std::initializer_list<cursor_of> cursors) {
    for (const auto& x : cursors) {
      const auto n = seen->size();
      BOOST_REQUIRE_EQUAL(submit(x), admission::accepted);
      BOOST_TEST(seen->wait(n + 1)[n].verdict == verdict::committed);
    }
  }

  /// read_seq,read_at,delivered_seq,delivered_at of a member.
  std::string row(schema::conversation_no key, std::int64_t who = 1) {
    const auto rows = db.exec(
      "select concat_ws(',', read_seq, " + millis("read_at")
      + ", delivered_seq, " + millis("delivered_at")
      + ") from cursors where conversation_no = " + std::to_string(key.value)
      + " and user_no = " + std::to_string(who));
    return rows.empty() ? "none" : rows[0][0].c_str();
  }

  /// upto_seq@at of a member, in order.
  std::string marks(schema::conversation_no key, std::int64_t who = 1) {
    return db
      .exec("select coalesce(string_agg(upto_seq || '@' || " + millis("at")
            + ", ' ' order by upto_seq), '') from read_marks "
              "where conversation_no = "
            + std::to_string(key.value)
            + " and user_no = " + std::to_string(who))
      .at(0)[0]
      .c_str();
  }

  std::uint64_t commits() {
    return metrics.journal_commits.value();
  }

private:
  static std::string millis(const std::string& column) {
    return "coalesce(((extract(epoch from " + column + ") * 1000)::bigint - "
           + std::to_string(start_of_time) + ")::text, '-')";
  }
};

struct small_fixture : cursor_fixture {
  small_fixture() : cursor_fixture(4) {
    // nop
  }
};

/// Later than any that PostgreSQL can store.
constexpr std::int64_t no_such_time = std::int64_t{1} << 60;

} // namespace

BOOST_FIXTURE_TEST_SUITE(cursor_suite, cursor_fixture)

BOOST_AUTO_TEST_CASE(a_lone_read_is_stored_with_all_that_it_has) {
  const auto key = add(9);
  const auto before = commits();
  const auto start = std::chrono::steady_clock::now();
  write({{.key = key, .read = 5, .delivered = 7, .at = 30}});
  const auto took = std::chrono::steady_clock::now() - start;
  BOOST_TEST((took > std::chrono::milliseconds{90}));
  BOOST_TEST(row(key) == "5,30,7,30");
  BOOST_TEST(marks(key) == "5@30");
  BOOST_TEST(seen->wait(1)[0].token == 1007u);
  BOOST_TEST(commits() - before == 1u);
  BOOST_TEST(metrics.journal_cursors.value() == 1u);
  BOOST_TEST(metrics.journal_queued_rows.value() == 0);
  BOOST_TEST(metrics.journal_queued_bytes.value() == 0);
}

BOOST_AUTO_TEST_CASE(what_was_delivered_gets_a_commit_of_its_own_at_last) {
  const auto key = add(9);
  const auto before = commits();
  write({{.key = key, .delivered = 7, .at = 30}});
  BOOST_TEST(row(key) == "0,-,7,30");
  BOOST_TEST(marks(key).empty());
  BOOST_TEST(commits() - before == 1u);
}

BOOST_AUTO_TEST_CASE(a_cursor_never_goes_back) {
  const auto key = add(9);
  write({{.key = key, .read = 5, .at = 1},
         {.key = key, .read = 4, .at = 2},
         {.key = key, .read = 5, .at = 3}});
  BOOST_TEST(row(key) == "5,1,0,-");
  BOOST_TEST(metrics.journal_cursors.value() == 1u);
  write({{.key = key, .read = 3, .delivered = 8, .at = 4}});
  BOOST_TEST(row(key) == "5,1,8,4");
  write({{.key = key, .read = 6, .delivered = 7, .at = 5}});
  BOOST_TEST(row(key) == "6,5,8,4");
  BOOST_TEST(marks(key) == "5@1 6@5");
  BOOST_TEST(metrics.journal_cursors.value() == 3u);
}

BOOST_AUTO_TEST_CASE(nobody_has_read_what_is_not_stored) {
  const auto key = add(3), empty = add(0);
  write({{.key = key, .read = 900, .delivered = 800, .at = 1}});
  BOOST_TEST(row(key) == "3,1,3,1");
  BOOST_TEST(marks(key) == "3@1");
  write({{.key = empty, .read = 1},
         {.key = {987'654}, .read = 1},
         {.key = key, .who = 2, .read = -5},
         {.key = key, .who = 2}});
  BOOST_TEST(db.number("select count(*) from cursors") == 1);
}

BOOST_AUTO_TEST_CASE(only_marked_reads_that_moved_leave_a_mark) {
  const auto key = add(9);
  auto lock = block();
  (void)submit({.key = key, .who = 1, .read = 4, .at = 1, .marked = false});
  (void)submit({.key = key, .who = 2, .read = 4, .at = 2});
  (void)submit({.key = key, .who = 3, .delivered = 4, .at = 3});
  lock.reset();
  (void)seen->wait(3);
  BOOST_TEST(db.number("select count(*) from cursors") == 3);
  BOOST_TEST(db.number("select count(*) from read_marks") == 1);
  BOOST_TEST(marks(key, 2) == "4@2");
}

BOOST_AUTO_TEST_CASE(cursors_share_the_commit_of_the_next_posts) {
  const auto a = add(9), b = db.add_conversation();
  auto lock = block();
  const auto before = commits();
  for (std::int64_t i = 1; i <= 9; ++i) {
    (void)submit({.key = a, .who = 1, .read = i, .at = i});
    (void)submit({.key = a, .who = i, .read = i, .delivered = i, .at = i});
  }
  auto posted = std::make_shared<recorder>();
  (void)store->journal().submit(make_entry({b, 0}, posted));
  (void)store->journal().submit(make_entry({b, 1}, posted));
  lock.reset();
  BOOST_TEST(posted->wait(2)[1].verdict == verdict::committed);
  // All that waited for a member, each told once.
  for (const auto& o : seen->wait(18))
    BOOST_TEST(o.verdict == verdict::committed);
  BOOST_TEST(seen->calls() == 1u);
  // The one that was blocked, and theirs.
  BOOST_TEST(commits() - before == 2u);
  BOOST_TEST(metrics.journal_cursors.value() == 9u);
  BOOST_TEST(row(a, 1) == "9,9,1,1");
  BOOST_TEST(row(a, 9) == "9,9,9,9");
  BOOST_TEST(marks(a, 1) == "9@9");
}

BOOST_AUTO_TEST_CASE(a_stale_post_takes_no_cursor_with_it) {
  const auto key = add(9);
  auto lock = block();
  const auto before = commits();
  auto posted = std::make_shared<recorder>();
  (void)submit({.key = key, .read = 9});
  (void)store->journal().submit(make_entry({key, 55}, posted));
  lock.reset();
  BOOST_TEST(posted->wait(1)[0].verdict == verdict::stale);
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::committed);
  BOOST_TEST(commits() - before == 2u);
  BOOST_TEST(row(key) == "9,0,0,-");
}

BOOST_AUTO_TEST_CASE(a_duplicate_takes_no_cursor_with_it) {
  const auto key = add(2), other = db.add_conversation();
  auto posted = std::make_shared<recorder>();
  (void)store->journal().submit(make_entry({key, 2, "first", 1}, posted));
  (void)posted->wait(1);
  auto lock = block();
  (void)submit({.key = key, .read = 2});
  (void)store->journal().submit(make_entry({key, 3, "again", 1}, posted));
  (void)store->journal().submit(make_entry({other, 0}, posted));
  lock.reset();
  BOOST_TEST(outcome_of(posted->wait(3), 4).verdict == verdict::duplicate);
  BOOST_TEST(outcome_of(posted->wait(3), 1).verdict == verdict::committed);
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::committed);
  BOOST_TEST(row(key) == "2,0,0,-");
}

BOOST_AUTO_TEST_CASE(a_bad_cursor_is_refused_and_fails_no_other) {
  const auto a = add(9), b = db.add_conversation();
  auto lock = block();
  auto posted = std::make_shared<recorder>();
  (void)submit({.key = a, .who = 1, .read = 1});
  (void)submit({.key = a, .who = 2, .read = 2, .at = no_such_time});
  (void)submit({.key = a, .who = 3, .read = 3});
  for (int i = 0; i < 3; ++i)
    (void)store->journal().submit(make_entry({b, i}, posted));
  lock.reset();
  for (const auto& o : posted->wait(3))
    BOOST_TEST(o.verdict == verdict::committed);
  const auto all = seen->wait(3);
  BOOST_TEST(outcome_of(all, 1001).verdict == verdict::committed);
  BOOST_TEST(outcome_of(all, 2002).verdict == verdict::refused);
  BOOST_TEST(outcome_of(all, 3003).verdict == verdict::committed);
  BOOST_TEST(db.number("select sum(user_no) from cursors") == 4);
  BOOST_TEST(metrics.journal_refused.value() == 1u);
  BOOST_TEST(metrics.journal_cursors.value() == 2u);
}

BOOST_AUTO_TEST_CASE(a_bad_post_takes_no_cursor_with_it) {
  const auto a = add(9), b = db.add_conversation();
  auto lock = block();
  auto posted = std::make_shared<recorder>();
  (void)submit({.key = a, .read = 1});
  (void)store->journal().submit(make_entry({a, 9, "not UTF-8: \xFF"}, posted));
  (void)store->journal().submit(make_entry({b, 0}, posted));
  lock.reset();
  BOOST_TEST(outcome_of(posted->wait(2), 10).verdict == verdict::refused);
  BOOST_TEST(outcome_of(posted->wait(2), 1).verdict == verdict::committed);
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::committed);
}

BOOST_AUTO_TEST_CASE(cursors_that_nobody_waits_for_are_written_at_shutdown) {
  const auto key = add(9);
  for (std::int64_t who = 1; who <= 1'000; ++who)
    BOOST_REQUIRE_EQUAL(store->journal().submit(make_cursor(
                          {.key = key, .who = who, .delivered = 9}, nullptr)),
                        admission::accepted);
  const auto start = std::chrono::steady_clock::now();
  store.reset();
  const auto took = std::chrono::steady_clock::now() - start;
  BOOST_TEST((took < std::chrono::seconds{4}));
  BOOST_TEST(db.number("select count(*) from cursors") == 1'000);
  BOOST_TEST(metrics.journal_queued_rows.value() == 0);
}

BOOST_AUTO_TEST_CASE(receipts_cost_hardly_a_commit_while_messages_flow) {
  constexpr std::int64_t posts = 1'000;
  const auto flow = [&](bool receipts) {
    const auto key = db.add_conversation();
    const auto before = commits();
    auto posted = std::make_shared<recorder>();
    for (std::int64_t i = 1; i <= posts; ++i) {
      (void)store->journal().submit(make_entry({key, i - 1}, posted));
      (void)posted->wait(static_cast<std::size_t>(i));
      if (receipts) {
        (void)submit({.key = key, .delivered = i, .at = i});
        (void)submit({.key = key, .read = i, .at = i});
      }
    }
    if (receipts)
      (void)seen->wait(2 * posts);
    return commits() - before;
  };
  const auto alone = flow(false), with_receipts = flow(true);
  BOOST_TEST_MESSAGE("commits: " << alone << " and " << with_receipts);
  BOOST_TEST(alone == 1'000u);
  BOOST_TEST(with_receipts * 10 <= alone * 12);
  BOOST_TEST(db.number("select read_seq from cursors") == posts);
  BOOST_TEST(db.number("select max(upto_seq) from read_marks") == posts);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(cursor_bounds_suite, small_fixture)

BOOST_AUTO_TEST_CASE(too_many_cursors_are_overloaded_merged_ones_are_not) {
  const auto key = add(4);
  auto lock = block();
  for (std::int64_t who = 1; who <= 3; ++who)
    BOOST_TEST(submit({.key = key, .who = who, .delivered = 1})
               == admission::accepted);
  BOOST_TEST(submit({.key = key, .who = 4, .delivered = 1})
             == admission::overloaded);
  BOOST_TEST(submit({.key = key, .who = 3, .read = 2}) == admission::accepted);
  BOOST_TEST(store->journal().admits(key) == admission::overloaded);
  BOOST_TEST(metrics.journal_queued_rows.value() == 4);
  lock.reset();
  BOOST_TEST(seen->wait(4).size() == 4u);
  BOOST_TEST(
    eventually([&] { return metrics.journal_queued_bytes.value() == 0; }));
  BOOST_TEST(db.number("select count(*) from cursors") == 3);
}

BOOST_AUTO_TEST_SUITE_END()
