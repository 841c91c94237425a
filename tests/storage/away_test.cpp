#include "database.hpp"
#include "pg_proxy.hpp"
#include "recorder.hpp"

#include <boost/test/unit_test.hpp>

using namespace storage;
using namespace tests;

namespace {

struct away_fixture {
  schema::result<schema::conversation> load() {
    return await<schema::conversation>(
      [&](auto done) { store->load_conversation({}, done); });
  }

  schema::result<schema::identity_ptr> sign_in(const std::string& id) {
    return await<schema::identity_ptr>(
      [&](auto done) { store->sign_in({.profile = {.id = id}}, done); });
  }

  void end_backends() {
    db.exec("select pg_terminate_backend(pid, 10000) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()");
  }

  bool reachable() {
    auto promise = std::make_shared<std::promise<health>>();
    store->check([promise](health h) { promise->set_value(h); });
    return promise->get_future().get().reachable;
  }

  database db;
  pg_proxy proxy;
  base::metrics metrics;
  std::unique_ptr<storage::store> store =
    open_store({.database_url = proxy.url(db.name())}, metrics);
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(away_suite, away_fixture)

BOOST_AUTO_TEST_CASE(while_the_database_is_away_all_is_unavailable_in_time) {
  BOOST_TEST(reachable());
  BOOST_TEST(load().error().message == "There is no such conversation.");
  proxy.refuse();
  const auto start = std::chrono::steady_clock::now();
  BOOST_TEST((load().error().code == schema::errc::unavailable));
  BOOST_TEST((sign_in("a").error().code == schema::errc::unavailable));
  BOOST_TEST(!reachable());
  const auto took = std::chrono::steady_clock::now() - start;
  BOOST_TEST((took < std::chrono::seconds{10}));
  proxy.admit();
  BOOST_TEST(eventually([&] { return reachable(); }));
  BOOST_TEST(eventually([&] { return sign_in("a").has_value(); }));
}

BOOST_AUTO_TEST_CASE(the_journal_gives_back_what_it_cannot_write_and_recovers) {
  const auto key = db.add_conversation();
  auto seen = std::make_shared<recorder>();
  proxy.refuse();
  // Either refused at once, or accepted and given back or held in doubt.
  (void)eventually([&] {
    (void)store->journal().submit(make_entry({key, 0}, seen));
    return store->journal().admits(key) == admission::unavailable;
  });
  BOOST_TEST(store->journal().submit(make_entry({key, 0}, seen))
             == admission::unavailable);
  proxy.admit();
  BOOST_REQUIRE(eventually(
    [&] { return store->journal().admits(key) == admission::accepted; }));
  const auto rev = [&] { return db.number("select rev from heads"); };
  const auto believed = rev();
  auto later = std::make_shared<recorder>();
  (void)store->journal().submit(make_entry({key, believed}, later));
  (void)later->wait(1);
  BOOST_TEST(rev() >= 1);
  BOOST_TEST(rev() == db.number("select count(*) from messages"));
  BOOST_TEST(
    eventually([&] { return metrics.journal_queued_rows.value() == 0; }));
}

BOOST_AUTO_TEST_CASE(backends_that_are_ended_while_idle_go_unnoticed) {
  const auto key = db.add_conversation();
  BOOST_TEST(!load().has_value());
  BOOST_TEST(sign_in("a").has_value());
  auto seen = std::make_shared<recorder>();
  (void)store->journal().submit(make_entry({key, 0}, seen));
  (void)seen->wait(1);
  end_backends();
  (void)store->journal().submit(make_entry({key, 1}, seen));
  BOOST_TEST(seen->wait(2)[1].verdict == verdict::committed);
  end_backends();
  (void)store->journal().submit(make_cursor({.key = key, .read = 2}, seen));
  (void)store->journal().submit(make_entry({key, 2}, seen));
  for (const auto& o : seen->wait(4))
    BOOST_TEST(o.verdict == verdict::committed);
  BOOST_TEST(db.number("select read_seq from cursors") == 2);
  // Never on a connection without our settings.
  BOOST_TEST(db.number("select count(*) from pg_stat_activity where datname = "
                       "current_database() and pid <> pg_backend_pid() and "
                       "application_name not like 'switchboard %'")
             == 0);
  BOOST_TEST((load().error().code == schema::errc::not_found));
  BOOST_TEST(sign_in("b").has_value());
}

BOOST_AUTO_TEST_CASE(entries_that_wait_when_the_database_goes_are_given_back) {
  const auto key = db.add_conversation();
  auto in_doubt = std::make_shared<recorder>();
  auto waiting = std::make_shared<recorder>();
  {
    const head_lock lock{db, key};
    (void)store->journal().submit(make_entry({key, 0}, in_doubt));
    BOOST_REQUIRE(eventually([this] { return db.somebody_waits(); }));
    for (int i = 1; i < 10; ++i)
      (void)store->journal().submit(make_entry({key, i}, waiting));
    for (int who = 1; who < 5; ++who)
      (void)store->journal().submit(
        make_cursor({.key = key, .who = who, .read = 1}, waiting));
    (void)store->journal().submit(
      make_deletion({.key = key, .expected = 10}, waiting));
    proxy.refuse();
    for (const auto& o : waiting->wait(14))
      BOOST_TEST(o.verdict == verdict::unavailable);
    BOOST_TEST(in_doubt->size() == 0u);
  }
  proxy.admit();
  BOOST_TEST(in_doubt->wait(1)[0].verdict == verdict::committed);
  BOOST_TEST(db.number("select count(*) from messages") == 1);
  BOOST_TEST(db.number("select count(*) from cursors") == 0);
  BOOST_TEST(
    eventually([&] { return metrics.journal_queued_rows.value() == 0; }));
}

BOOST_AUTO_TEST_CASE(cursors_alone_are_given_back_when_the_database_goes) {
  const auto key = db.add_conversation();
  // The writer is connected when it has written.
  auto posted = std::make_shared<recorder>();
  (void)store->journal().submit(make_entry({key, 0}, posted));
  BOOST_TEST(posted->wait(1)[0].verdict == verdict::committed);
  auto seen = std::make_shared<recorder>();
  BOOST_REQUIRE(reachable());
  proxy.refuse();
  (void)store->journal().submit(make_cursor({.key = key, .read = 1}, seen));
  (void)eventually(
    [&] { return store->journal().admits(key) == admission::unavailable; });
  BOOST_TEST(store->journal().submit(make_cursor({.key = key, .read = 2}, seen))
             == admission::unavailable);
  // Stored or not is in doubt: told when the database is back.
  proxy.admit();
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::committed);
}

BOOST_AUTO_TEST_CASE(a_store_that_cannot_start_says_what_to_do) {
  proxy.refuse();
  const auto away =
    pg::make_store({.database_url = proxy.url(db.name())}, metrics);
  BOOST_REQUIRE(!away.has_value());
  BOOST_TEST((away.error().code == schema::errc::unavailable));
  BOOST_TEST(away.error().message.find("DATABASE_URL") != std::string::npos);
  const database empty{database::content::empty};
  const auto bare = pg::make_store({.database_url = empty.url()}, metrics);
  BOOST_REQUIRE(!bare.has_value());
  BOOST_TEST(bare.error().message.find("switchboard migrate")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_closed_store_answers_that_it_is_going_away) {
  BOOST_TEST(reachable());
  store->close();
  store->close();
  const auto loaded = load();
  BOOST_REQUIRE(!loaded);
  BOOST_TEST((loaded.error().code == schema::errc::unavailable));
  const auto signed_in = sign_in("maya");
  BOOST_REQUIRE(!signed_in);
  BOOST_TEST((signed_in.error().code == schema::errc::unavailable));
  BOOST_TEST(!reachable());
}

BOOST_AUTO_TEST_SUITE_END()
