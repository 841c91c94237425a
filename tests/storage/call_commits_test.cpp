#include "calls_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <random>
#include <thread>

using namespace storage;
using namespace tests;

namespace {

using schema::errc;

struct commits_fixture : calls_fixture {
  /// While it lives the calls' writer waits for it: what is written meanwhile
  /// comes together in the next batch.
  class blockade {
  public:
    explicit blockade(commits_fixture& f)
      : connection_(f.db.url()),
        tx_(connection_) {
      auto c = f.ringing("blocked", f.add_user("x1"), f.add_user("x2"));
      f.put(f.starts(c)).value();
      tx_.exec("select from calls where id = 'blocked' for update");
      blocked_.ask(*f.store, f.answers(c, 1));
      if (!eventually([&] { return f.db.somebody_waits(); }))
        throw std::runtime_error{"the writer does not wait"};
    }

    pqxx::connection connection_;
    pqxx::work tx_;
    call_answers blocked_;
  };

  void ask(const call_write& w) {
    coming.ask(*store, w);
  }

  std::vector<call_verdict> verdicts() {
    std::vector<call_verdict> out;
    for (const auto& a : coming.wait())
      out.push_back(a.value().verdict);
    return out;
  }

  std::int64_t busy_people() {
    return db.number("select count(*) from live_parties where call_id <> "
                     "'blocked'");
  }

  void open(storage::pg::options o) {
    store.reset();
    o.database_url = db.url();
    store = open_store(std::move(o), metrics);
  }

  schema::user_no dev = add_user("dev");
  schema::user_no noor = add_user("noor");
  schema::user_no omar = add_user("omar");
  schema::user_no zoya = add_user("zoya");
  call_answers coming;
};

/// Dials, answers and hangs up again and again, as three people would with
/// each of two servers.
class crowd {
public:
  crowd(store& s, calls_fixture& f, std::vector<schema::user_no> people)
    : store_(s),
      fixture_(f),
      people_(std::move(people)) {
    // nop
  }

  void run(int index, int rounds) {
    std::minstd_rand random(static_cast<unsigned>(index + 1));
    for (int i = 0; i < rounds; ++i) {
      const auto a = random() % people_.size();
      const auto b = (a + 1 + random() % (people_.size() - 1)) % people_.size();
      call(std::to_string(index) + "-" + std::to_string(i), a, b);
    }
  }

  std::atomic<int> made{0};
  std::atomic<int> refused{0};
  std::atomic<int> wrong{0};

private:
  call_verdict put(const call_write& w) {
    return await<call_outcome>([&](auto done) { store_.put_call(w, done); })
      .value()
      .verdict;
  }

  void call(const std::string& id, std::size_t a, std::size_t b) {
    auto c = [&] {
      const std::lock_guard lock{mutex_};
      return fixture_.ringing(id, people_[a], people_[b]);
    }();
    const auto said = put(calls_fixture::starts(c));
    if (said == call_verdict::busy) {
      ++refused;
      return;
    }
    ++made;
    wrong += said != call_verdict::committed;
    wrong += talking_[a]++ != 0;
    wrong += talking_[b]++ != 0;
    const auto next = [&](auto change) {
      const std::lock_guard lock{mutex_};
      return (fixture_.*change)(c);
    };
    --talking_[a];
    --talking_[b];
    wrong += put(next(&calls_fixture::ends)) != call_verdict::committed;
  }

  store& store_;
  calls_fixture& fixture_;
  std::vector<schema::user_no> people_;
  static inline std::array<std::atomic<int>, 8> talking_{};
  static inline std::mutex mutex_;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(call_commits_suite, commits_fixture)

BOOST_AUTO_TEST_CASE(each_write_of_a_commit_has_a_verdict_of_its_own) {
  auto live_one = ringing("live", asha, ravi);
  live_one.channel = "used";
  put(starts(live_one)).value();
  auto ending = ringing("ending", noor, omar);
  put(starts(ending)).value();
  auto missed = live_one;
  missed.version = 7;
  auto absent = ringing("absent", noor, omar);
  auto unheard = ringing("unheard", asha, mira);
  unheard.state = schema::call_state::ended;
  unheard.end = schema::end_reason::busy;
  unheard.ended_at = unheard.created_at;
  auto born_ended = starts(unheard);
  born_ended.takes.clear();
  auto same_channel = ringing("other", zoya, add_user("y1"));
  same_channel.channel = "used";
  auto same_id = ringing("ending", add_user("y2"), add_user("y3"));
  auto fresh = ringing("fresh", mira, dev);
  fresh.channel = "new";
  const auto commits = [&] { return metrics.journal_commits.value(); };
  const auto before = [&] {
    const blockade held{*this};
    ask(starts(ringing("refused", add_user("y4"), ravi)));
    ask(starts(fresh));
    ask(moves(missed));
    ask(ends(ending));
    ask(moves(absent));
    ask(born_ended);
    ask(starts(same_channel));
    return commits();
  }();
  const auto answers = coming.wait();
  // The one that was blocked, and all of these.
  BOOST_TEST(commits() - before == 2u);
  const auto check = [&](std::size_t i, call_verdict v, const char* stored) {
    BOOST_TEST_CONTEXT(i) {
      BOOST_TEST(answers[i]->verdict == v);
      BOOST_TEST((answers[i]->stored ? answers[i]->stored->id.text : "")
                 == stored);
    }
  };
  check(0, call_verdict::busy, "live");
  check(1, call_verdict::committed, "");
  check(2, call_verdict::stale, "live");
  check(3, call_verdict::committed, "");
  check(4, call_verdict::stale, "");
  check(5, call_verdict::committed, "");
  check(6, call_verdict::channel_taken, "");
  BOOST_TEST(verdict(starts(same_id)) == call_verdict::id_taken);
  for (const auto* c : {&live_one, &ending, &unheard, &fresh})
    BOOST_TEST((*find(c->id.text).value() == *c));
  BOOST_TEST(!find("refused").has_value());
  BOOST_TEST(!find("other").has_value());
  BOOST_TEST(busy_people() == 4);
  BOOST_TEST(metrics.calls_written.value() == 7u);
  BOOST_TEST(metrics.calls_hindered.value() == 5u);
}

BOOST_AUTO_TEST_CASE(a_write_that_can_never_be_stored_fails_no_other) {
  auto long_id = ringing(std::string(200, 'x'), asha, ravi);
  auto backwards = ringing("backwards", noor, omar);
  put(starts(backwards)).value();
  {
    const blockade held{*this};
    ask(starts(long_id));
    ask(starts(ringing("good", mira, dev)));
    backwards.answered_at = now;
    backwards.ended_at = now - std::chrono::seconds{5};
    backwards.state = schema::call_state::ended;
    backwards.end = schema::end_reason::completed;
    ask(moves(backwards));
  }
  const auto answers = coming.wait();
  BOOST_TEST((answers[0].error().code == errc::validation_failed));
  BOOST_TEST(answers[1].value().verdict == call_verdict::committed);
  BOOST_TEST((answers[2].error().code == errc::validation_failed));
  BOOST_TEST(metrics.journal_refused.value() == 2u);
  BOOST_TEST(busy_people() == 4);
}

BOOST_AUTO_TEST_CASE(of_two_that_wait_and_want_the_same_person_the_first_wins) {
  {
    const blockade held{*this};
    ask(starts(ringing("b", asha, ravi)));
    ask(starts(ringing("a", ravi, mira)));
    ask(starts(ringing("c", dev, asha)));
    ask(starts(ringing("d", noor, dev)));
  }
  BOOST_TEST(verdicts()
               == (std::vector{call_verdict::committed, call_verdict::busy,
                               call_verdict::busy, call_verdict::committed}),
             boost::test_tools::per_element());
  BOOST_TEST(busy_people() == 4);
}

BOOST_AUTO_TEST_CASE(writes_of_a_call_are_carried_out_in_their_order) {
  auto first = ringing("z", asha, ravi), second = ringing("a", ravi, mira);
  {
    const blockade held{*this};
    ask(starts(first));
    ask(answers(first, 1));
    ask(ends(first));
    ask(starts(second));
    ask(answers(second, 2));
    ask(ends(second));
  }
  for (const auto v : verdicts())
    BOOST_TEST(v == call_verdict::committed);
  BOOST_TEST((*find("z").value() == first));
  BOOST_TEST((*find("a").value() == second));
  BOOST_TEST(busy_people() == 0);
}

BOOST_AUTO_TEST_CASE(a_person_whom_another_server_takes_meanwhile_is_busy) {
  for (const bool commits : {true, false}) {
    commits_fixture f;
    pqxx::connection other{f.db.url()};
    pqxx::work theirs{other};
    theirs.exec("insert into live_parties values ("
                + std::to_string(f.ravi.value) + ", 'theirs')");
    f.ask(f.starts(f.ringing("a", f.asha, f.ravi)));
    BOOST_REQUIRE(eventually([&] { return f.db.somebody_waits(); }));
    f.ask(f.starts(f.ringing("b", f.dev, f.noor)));
    f.ask(f.starts(f.ringing("c", f.asha, f.mira)));
    if (commits)
      theirs.commit();
    else
      theirs.abort();
    const auto got = f.verdicts();
    BOOST_TEST(got[0]
               == (commits ? call_verdict::busy : call_verdict::committed));
    BOOST_TEST(got[1] == call_verdict::committed);
    BOOST_TEST(got[2]
               == (commits ? call_verdict::committed : call_verdict::busy));
    BOOST_TEST(f.db.number("select count(*) from calls") == 2);
    BOOST_TEST(f.busy_people() == (commits ? 5 : 4));
  }
}

BOOST_AUTO_TEST_CASE(two_servers_never_put_anybody_into_two_calls) {
  base::metrics others;
  const auto second = open_store({.database_url = db.url()}, others);
  const std::vector people{asha, ravi, mira, dev, noor, omar, zoya};
  crowd here{*store, *this, people}, there{*second, *this, people};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 12; ++i)
      threads.emplace_back([&, i] { (i % 2 == 0 ? here : there).run(i, 60); });
  }
  BOOST_TEST(here.wrong + there.wrong == 0);
  BOOST_TEST(here.made > 0);
  BOOST_TEST(there.made > 0);
  BOOST_TEST(here.refused + there.refused > 0);
  BOOST_TEST(busy_people() == 0);
  BOOST_TEST(db.number("select count(*) from calls where state = 4")
             == here.made + there.made);
  BOOST_TEST(db.number("select count(*) from calls") == here.made + there.made);
}

BOOST_AUTO_TEST_CASE(a_queue_full_of_rows_is_overloaded_at_once) {
  open({.calls_max_rows = 3});
  {
    const blockade held{*this};
    ask(starts(ringing("a", asha, ravi)));
    ask(starts(ringing("b", mira, dev)));
    const auto refused = put(starts(ringing("c", noor, omar)));
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == errc::overloaded));
    BOOST_TEST(metrics.journal_overloaded.value() == 1u);
    BOOST_TEST(metrics.journal_queued_rows.value() == 3);
  }
  for (const auto v : verdicts())
    BOOST_TEST(v == call_verdict::committed);
  BOOST_TEST(verdict(starts(ringing("c", noor, omar)))
             == call_verdict::committed);
  BOOST_TEST(metrics.journal_queued_rows.value() == 0);
  BOOST_TEST(metrics.journal_queued_bytes.value() == 0);
}

BOOST_AUTO_TEST_CASE(a_queue_full_of_bytes_is_overloaded_at_once) {
  open({.calls_max_bytes = 20'000});
  auto c = ringing("a", asha, ravi);
  c.invite = std::string(20'000, 'x');
  BOOST_TEST((put(starts(c)).error().code == errc::overloaded));
  c.invite = std::string(15'000, 'x');
  BOOST_TEST(verdict(starts(c)) == call_verdict::committed);
}

BOOST_AUTO_TEST_CASE(closing_commits_what_waits_and_takes_no_more) {
  auto c = ringing("a", asha, ravi);
  {
    const blockade held{*this};
    ask(starts(c));
    ask(answers(c, 1));
  }
  store->close();
  BOOST_TEST(coming.size() == 2u);
  for (const auto v : verdicts())
    BOOST_TEST(v == call_verdict::committed);
  const auto late = put(ends(c));
  BOOST_REQUIRE(!late);
  BOOST_TEST((late.error().code == errc::unavailable));
}

BOOST_AUTO_TEST_SUITE_END()
