#include "database.hpp"
#include "pg_proxy.hpp"
#include "recorder.hpp"

#include <boost/test/unit_test.hpp>

using namespace storage;
using namespace tests;

namespace {

using fault = pg_proxy::fault;

struct doubt_fixture {
  void submit(schema::conversation_no key, std::int64_t expected,
              const recorder_ptr& to, std::uint8_t dedupe = 0) {
    BOOST_REQUIRE_EQUAL(
      store->journal().submit(make_entry(
        {key, expected, "m" + std::to_string(expected), dedupe}, to)),
      admission::accepted);
  }

  /// The link fails `times` times around the commit of posts with and without
  /// dedupe keys, in two conversations: all are stored, once.
  void post_through(fault f, int times) {
    const auto a = db.add_conversation(), b = db.add_conversation();
    submit(a, 0, seen);
    (void)seen->wait(1);
    proxy.arm("messages_append", f, times);
    for (int i = 1; i <= 20; ++i)
      submit(a, i, seen);
    for (int i = 0; i < 20; ++i)
      submit(b, i, others, std::uint8_t(i + 1));
    BOOST_TEST(proxy.wait_until_struck(times));
    for (const auto& o : seen->wait(21))
      BOOST_TEST(o.verdict == verdict::committed);
    for (const auto& o : others->wait(20))
      BOOST_TEST(o.verdict == verdict::committed);
    BOOST_TEST(db.number("select count(*) from messages") == 41);
    BOOST_TEST(db.number("select sum(rev) from heads") == 41);
    BOOST_TEST(db.number("select sum(last_seq) from heads") == 41);
  }

  /// The link fails around `statement` while five cursors are written, with a
  /// post or alone: each is stored once, and told.
  void read_through(const std::string& statement, fault f, int times,
                    bool with_post) {
    const auto a = db.add_conversation(), b = db.add_conversation();
    for (int i = 0; i < 5; ++i)
      submit(a, i, others);
    (void)others->wait(5);
    proxy.arm(statement, f, times);
    for (int who = 1; who <= 5; ++who)
      (void)store->journal().submit(make_cursor(
        {.key = a, .who = who, .read = who, .delivered = 5, .at = who}, seen));
    if (with_post)
      submit(b, 0, seen);
    BOOST_TEST(proxy.wait_until_struck(times));
    for (const auto& o : seen->wait(with_post ? 6 : 5))
      BOOST_TEST(o.verdict == verdict::committed);
    BOOST_TEST(
      db.number("select count(*) from cursors where read_seq = user_no "
                "and delivered_seq = 5")
      == 5);
    BOOST_TEST(db.number("select count(*) from read_marks where upto_seq = "
                         "user_no and at = to_timestamp(("
                         + std::to_string(start_of_time)
                         + " + user_no) / 1000.0::float8)")
               == 5);
    BOOST_TEST(db.number("select count(*) from messages")
               == (with_post ? 6 : 5));
    BOOST_TEST(db.number("select sum(rev) from heads") == (with_post ? 6 : 5));
  }

  /// The link fails around `statement` while messages of three conversations
  /// are deleted: each is, once, and told.
  void delete_through(const std::string& statement, fault f, int times) {
    std::vector<schema::conversation_no> keys;
    for (int i = 0; i < 3; ++i) {
      keys.push_back(db.add_conversation());
      submit(keys.back(), 0, others);
    }
    (void)others->wait(3);
    proxy.arm(statement, f, times);
    for (const auto key : keys)
      (void)store->journal().submit(
        make_deletion({.key = key, .expected = 1}, seen));
    BOOST_TEST(proxy.wait_until_struck(times));
    for (const auto& o : seen->wait(3))
      BOOST_TEST(o.verdict == verdict::committed);
    BOOST_TEST(db.number("select sum(rev) from heads") == 6);
    BOOST_TEST(db.number("select count(*) from changes where rev = 2") == 3);
    BOOST_TEST(
      db.number("select count(*) from messages where deleted_at is not null")
      == 3);
  }

  database db;
  pg_proxy proxy;
  base::metrics metrics;
  std::unique_ptr<storage::store> store =
    open_store({.database_url = proxy.url(db.name()), .writers = 1}, metrics);
  recorder_ptr seen = std::make_shared<recorder>();
  recorder_ptr others = std::make_shared<recorder>();
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(doubt_suite, doubt_fixture)

BOOST_AUTO_TEST_CASE(a_commit_whose_answer_was_lost_is_told_as_committed) {
  post_through(fault::cut_after, 1);
  BOOST_TEST(metrics.journal_in_doubt.value() == 1u);
  BOOST_TEST(metrics.journal_stale.value() == 0u);
}

BOOST_AUTO_TEST_CASE(an_answer_lost_three_times_doubles_nothing) {
  post_through(fault::cut_after, 3);
}

BOOST_AUTO_TEST_CASE(a_commit_that_was_never_sent_is_sent_again) {
  post_through(fault::cut_before, 1);
}

BOOST_AUTO_TEST_CASE(a_link_that_dies_four_times_before_loses_nothing) {
  post_through(fault::cut_before, 4);
}

BOOST_AUTO_TEST_CASE(a_link_cut_while_the_server_works_loses_nothing) {
  for (int i = 0; i < 10; ++i) {
    doubt_fixture fresh;
    fresh.post_through(fault::cut_while_running, 2);
  }
}

BOOST_AUTO_TEST_CASE(a_commit_with_cursors_bears_that_its_link_dies) {
  for (const auto* statement : {"COMMIT", "cursors_put", "messages_append"})
    for (const auto f :
         {fault::cut_before, fault::cut_after, fault::cut_while_running})
      for (const int times : {1, 3}) {
        BOOST_TEST_CONTEXT(statement << " " << times) {
          doubt_fixture fresh;
          fresh.read_through(statement, f, times, true);
        }
      }
}

BOOST_AUTO_TEST_CASE(cursors_alone_bear_that_their_link_dies) {
  for (const auto f :
       {fault::cut_before, fault::cut_after, fault::cut_while_running}) {
    doubt_fixture fresh;
    fresh.read_through("cursors_put", f, 2, false);
  }
}

BOOST_AUTO_TEST_CASE(no_cursor_is_told_before_the_commit_is_known) {
  const auto a = db.add_conversation();
  submit(a, 0, others);
  (void)others->wait(1);
  proxy.arm("COMMIT", fault::hold_answer);
  (void)store->journal().submit(make_cursor({.key = a, .read = 1}, seen));
  submit(a, 1, others);
  BOOST_REQUIRE(proxy.wait_until_struck());
  BOOST_TEST(db.number("select count(*) from cursors") == 1);
  BOOST_TEST(seen->size() == 0u);
  BOOST_TEST(others->size() == 1u);
  proxy.release();
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::committed);
  BOOST_TEST(others->wait(2)[1].verdict == verdict::committed);
}

BOOST_AUTO_TEST_CASE(deletions_bear_that_their_link_dies) {
  for (const auto f :
       {fault::cut_before, fault::cut_after, fault::cut_while_running})
    for (const int times : {1, 3}) {
      doubt_fixture fresh;
      fresh.delete_through("messages_delete", f, times);
    }
}

BOOST_AUTO_TEST_CASE(a_foreign_deletion_during_the_doubt_is_still_stale) {
  const auto a = db.add_conversation();
  submit(a, 0, others);
  (void)others->wait(1);
  proxy.arm("messages_delete", fault::cut_before);
  {
    head_lock lock{db, a};
    (void)store->journal().submit(
      make_deletion({.key = a, .expected = 1, .who = 5}, seen));
    BOOST_REQUIRE(proxy.wait_until_struck());
    BOOST_REQUIRE(eventually([this] { return db.somebody_waits(); }));
    // Another server's, of the same message and rev, by somebody else.
    lock.exec("update heads set rev = rev + 1");
    lock.exec("insert into changes values (" + std::to_string(a.value)
              + ", 2, 1, 1, 6, now())");
    lock.commit();
  }
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::stale);
  BOOST_TEST(db.number("select count(*) from changes") == 1);
}

BOOST_AUTO_TEST_CASE(nobody_is_answered_before_the_commit_is_known) {
  const auto a = db.add_conversation(), b = db.add_conversation();
  proxy.arm("messages_append", fault::hold_answer);
  submit(a, 0, seen);
  BOOST_REQUIRE(proxy.wait_until_struck());
  // On disk, but the server's answer has not come yet.
  BOOST_TEST(db.number("select count(*) from messages") == 1);
  submit(a, 1, seen);
  submit(b, 0, others);
  BOOST_TEST(seen->size() == 0u);
  BOOST_TEST(others->size() == 0u);
  proxy.release();
  for (const auto& o : seen->wait(2))
    BOOST_TEST(o.verdict == verdict::committed);
  BOOST_TEST(others->wait(1)[0].verdict == verdict::committed);
}

BOOST_AUTO_TEST_CASE(a_batch_in_doubt_waits_until_the_database_is_back) {
  const auto a = db.add_conversation(), b = db.add_conversation();
  submit(b, 0, others);
  (void)others->wait(1);
  proxy.arm("messages_append", fault::cut_after, 1, true);
  submit(a, 0, seen);
  BOOST_REQUIRE(proxy.wait_until_struck());
  proxy.refuse();
  // What was never sent is given back after a second …
  BOOST_REQUIRE(eventually(
    [&] { return store->journal().admits(b) == admission::unavailable; }));
  BOOST_TEST(store->journal().submit(make_entry({b, 1}, others))
             == admission::unavailable);
  BOOST_TEST(seen->size() == 0u);
  proxy.admit();
  // … what may be stored is known only now.
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::committed);
  BOOST_TEST(metrics.journal_unavailable.value() == 0u);
}

BOOST_AUTO_TEST_CASE(a_foreign_move_during_the_doubt_is_still_stale) {
  const auto a = db.add_conversation();
  proxy.arm("messages_append", fault::cut_before);
  {
    const head_lock lock{db, a};
    submit(a, 0, seen);
    BOOST_REQUIRE(proxy.wait_until_struck());
    BOOST_REQUIRE(eventually([this] { return db.somebody_waits(); }));
    // The resubmitted batch waits here for whoever has the row.
  }
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::committed);
  proxy.arm("messages_append", fault::cut_before);
  db.exec("update heads set rev = rev + 1");
  submit(a, 1, seen);
  BOOST_TEST(seen->wait(2)[1].verdict == verdict::stale);
}

BOOST_AUTO_TEST_CASE(a_duplicate_is_found_across_a_lost_answer) {
  const auto a = db.add_conversation(), b = db.add_conversation();
  submit(a, 0, seen, 1);
  (void)seen->wait(1);
  proxy.arm("messages_find_duplicates", fault::cut_after);
  submit(a, 1, seen, 1);
  submit(b, 0, others);
  BOOST_TEST(proxy.wait_until_struck());
  BOOST_TEST(seen->wait(2)[1].verdict == verdict::duplicate);
  BOOST_TEST(others->wait(1)[0].verdict == verdict::committed);
}

BOOST_AUTO_TEST_CASE(what_is_in_doubt_at_shutdown_is_given_up) {
  const auto a = db.add_conversation();
  proxy.arm("messages_append", fault::cut_before, 1, true);
  submit(a, 0, seen);
  BOOST_REQUIRE(proxy.wait_until_struck());
  store.reset();
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::unavailable);
  BOOST_TEST(seen->size() == 1u);
}

// Its receiver is waited for before the store may go.
BOOST_AUTO_TEST_CASE(a_doubt_does_not_outlast_the_closing_of_the_store) {
  const auto a = db.add_conversation();
  proxy.arm("messages_append", fault::cut_before, 1, true);
  submit(a, 0, seen);
  BOOST_REQUIRE(proxy.wait_until_struck());
  proxy.refuse();
  BOOST_REQUIRE(eventually(
    [&] { return store->journal().admits(a) == admission::unavailable; }));
  BOOST_TEST(seen->size() == 0u);
  store->close();
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::unavailable);
  proxy.admit();
  BOOST_TEST(store->journal().submit(make_entry({a, 0}, seen))
             == admission::unavailable);
}

BOOST_AUTO_TEST_SUITE_END()
