#include "calls_fixture.hpp"
#include "pg_proxy.hpp"

#include <boost/test/unit_test.hpp>

using namespace storage;
using namespace tests;

namespace {

using schema::errc;
using fault = pg_proxy::fault;

struct doubt_fixture : calls_fixture {
  doubt_fixture() {
    store.reset();
    store = open_store({.database_url = proxy.url(db.name())}, metrics);
  }

  /// The link fails `times` times around the commits of calls that begin, are
  /// answered and end: all is stored, once, and told.
  void call_through(fault f, int times) {
    auto old = ringing("old", asha, ravi), older = ringing("older", dev, noor);
    put(starts(old)).value();
    put(starts(older)).value();
    auto fresh = ringing("fresh", mira, omar);
    fresh.channel = "channel";
    proxy.arm("calls_write", f, times);
    call_answers coming;
    for (const auto& w : {answers(old, 7), ends(older), starts(fresh)})
      coming.ask(*store, w);
    BOOST_TEST(proxy.wait_until_struck(times));
    for (const auto& a : coming.wait())
      BOOST_TEST(a.value().verdict == call_verdict::committed);
    for (const auto* c : {&old, &older, &fresh})
      BOOST_TEST((*find(c->id.text).value() == *c));
    BOOST_TEST(db.number("select count(*) from live_parties") == 4);
    BOOST_TEST(verdict(ends(fresh)) == call_verdict::committed);
    BOOST_TEST(verdict(ends(old)) == call_verdict::committed);
    BOOST_TEST(db.number("select count(*) from live_parties") == 0);
  }

  schema::user_no dev = add_user("dev");
  schema::user_no noor = add_user("noor");
  schema::user_no omar = add_user("omar");
  pg_proxy proxy;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(call_doubt_suite, doubt_fixture)

BOOST_AUTO_TEST_CASE(a_call_whose_commit_was_not_answered_is_committed) {
  call_through(fault::cut_after, 1);
  BOOST_TEST(metrics.journal_in_doubt.value() == 1u);
  BOOST_TEST(metrics.calls_hindered.value() == 0u);
}

BOOST_AUTO_TEST_CASE(calls_bear_that_their_link_dies) {
  for (const auto f :
       {fault::cut_before, fault::cut_after, fault::cut_while_running})
    for (const int times : {1, 3}) {
      BOOST_TEST_CONTEXT(times) {
        doubt_fixture fresh;
        fresh.call_through(f, times);
      }
    }
}

BOOST_AUTO_TEST_CASE(nobody_hears_of_a_call_before_its_commit_is_known) {
  proxy.arm("calls_write", fault::hold_answer);
  auto c = ringing("a", asha, ravi);
  call_answers coming;
  coming.ask(*store, starts(c));
  BOOST_REQUIRE(proxy.wait_until_struck());
  coming.ask(*store, answers(c, 1));
  // On disk, but the server's answer has not come yet.
  BOOST_TEST(db.number("select count(*) from calls") == 1);
  BOOST_TEST(coming.size() == 0u);
  proxy.release();
  for (const auto& a : coming.wait())
    BOOST_TEST(a.value().verdict == call_verdict::committed);
}

BOOST_AUTO_TEST_CASE(a_foreign_answer_during_the_doubt_is_still_stale) {
  auto c = ringing("a", asha, ravi);
  put(starts(c)).value();
  call_answers coming;
  {
    pqxx::connection other{db.url()};
    pqxx::work theirs{other};
    theirs.exec("select from calls for update");
    proxy.arm("calls_write", fault::cut_before);
    coming.ask(*store, answers(c, 1));
    BOOST_REQUIRE(proxy.wait_until_struck());
    BOOST_REQUIRE(eventually([&] { return db.somebody_waits(); }));
    theirs.exec("update calls set version = 2, state = 2, winner = 2, "
                "answered_at = now()");
    theirs.commit();
  }
  const auto a = coming.wait().at(0).value();
  BOOST_TEST(a.verdict == call_verdict::stale);
  BOOST_TEST(a.stored->winner->value == 2);
}

BOOST_AUTO_TEST_CASE(a_foreign_call_during_the_doubt_makes_busy) {
  call_answers coming;
  {
    pqxx::connection other{db.url()};
    pqxx::work theirs{other};
    theirs.exec("insert into live_parties values (" + std::to_string(ravi.value)
                + ", 'theirs')");
    proxy.arm("calls_write", fault::cut_before);
    coming.ask(*store, starts(ringing("a", asha, ravi)));
    BOOST_REQUIRE(proxy.wait_until_struck());
    BOOST_REQUIRE(eventually([&] { return db.somebody_waits(); }));
    theirs.commit();
  }
  BOOST_TEST(coming.wait().at(0).value().verdict == call_verdict::busy);
  BOOST_TEST(db.number("select count(*) from live_parties") == 1);
}

BOOST_AUTO_TEST_CASE(calls_wait_in_doubt_until_the_database_is_back) {
  auto c = ringing("a", asha, ravi);
  call_answers doubted, later;
  proxy.arm("calls_write", fault::cut_after, 1, true);
  doubted.ask(*store, starts(c));
  BOOST_REQUIRE(proxy.wait_until_struck());
  proxy.refuse();
  // What was never sent is given back after a second …
  BOOST_TEST(eventually([&] {
    const auto a = put(starts(ringing("b", mira, dev)));
    return !a && a.error().code == errc::unavailable;
  }));
  BOOST_TEST(doubted.size() == 0u);
  proxy.admit();
  // … what may be stored is known only now.
  BOOST_TEST(doubted.wait().at(0).value().verdict == call_verdict::committed);
  BOOST_TEST(eventually([&] {
    const auto a = put(answers(c, 1));
    return a && a->verdict == call_verdict::committed;
  }));
}

BOOST_AUTO_TEST_CASE(calls_of_a_database_that_is_full_are_given_back) {
  db.exec("create function full_disk() returns trigger language plpgsql as $$ "
          "begin raise exception 'full' using errcode = '53100'; end $$");
  db.exec("create trigger t before insert on calls execute function "
          "full_disk()");
  const auto a = put(starts(ringing("a", asha, ravi)));
  BOOST_REQUIRE(!a);
  BOOST_TEST((a.error().code == errc::unavailable));
  BOOST_TEST(metrics.journal_unavailable.value() == 1u);
  db.exec("drop trigger t on calls");
  BOOST_TEST(eventually([&] {
    const auto again = put(starts(ringing("a", asha, ravi)));
    return again && again->verdict == call_verdict::committed;
  }));
}

BOOST_AUTO_TEST_SUITE_END()
