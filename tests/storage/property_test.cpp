#include "database.hpp"
#include "pg_proxy.hpp"
#include "recorder.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <thread>

using namespace storage;
using namespace tests;

namespace {

constexpr int threads = 16;
constexpr int steps = 150;
constexpr std::size_t conversations = 4;

/// Owners that compete for a few conversations, each in its own thread: they
/// post, delete and read at random, and look again when they are told that they
/// were wrong.
class owner {
public:
  owner(storage::store& s, const std::vector<test_conversation>& all, int who,
        std::atomic<std::int64_t>& clock)
    : store_(s),
      all_(all),
      who_(who),
      clock_(clock),
      random_(static_cast<unsigned>(who)),
      believed_(all.size()) {
    // nop
  }

  void run() {
    for (int i = 0; i < steps; ++i) {
      const auto c = pick(0, static_cast<std::int64_t>(all_.size()) - 1);
      const auto n = static_cast<std::size_t>(c);
      switch (pick(0, 3)) {
      case 0:
        remove(n);
        break;
      case 1:
        post(n);
        break;
      default:
        read(n);
        break;
      }
    }
    for (const auto& o : cursors_->wait(reads_))
      if (o.verdict != verdict::committed)
        throw std::runtime_error{"a cursor was not committed"};
  }

  /// By conversation: the latest read and delivered.
  std::map<std::size_t, std::pair<std::int64_t, std::int64_t>> reached;
  int committed = 0;
  int stale = 0;

private:
  std::int64_t pick(std::int64_t first, std::int64_t last) {
    return std::uniform_int_distribution<std::int64_t>{first, last}(random_);
  }

  void look(std::size_t n) {
    believed_[n] = await<schema::conversation>([&](auto done) {
                     store_.load_conversation(all_[n].id, done);
                   })
                     .value()
                     .head;
  }

  template<class Entry>
  void submit(std::size_t n, Entry e, const recorder_ptr& to) {
    if (store_.journal().submit(std::move(e)) != admission::accepted)
      throw std::runtime_error{"not accepted"};
    const auto v = to->wait(1)[0].verdict;
    if (v == verdict::committed)
      ++committed;
    else if (v == verdict::stale)
      ++stale;
    else if (v != verdict::refused)
      throw std::runtime_error{"neither committed nor stale nor refused"};
    look(n);
  }

  void post(std::size_t n) {
    auto to = std::make_shared<recorder>();
    submit(n,
           make_entry({.key = all_[n].no,
                       .expected = believed_[n].rev.value,
                       .seq = believed_[n].last_seq.value + 1},
                      to),
           to);
  }

  void remove(std::size_t n) {
    auto to = std::make_shared<recorder>();
    submit(n,
           make_deletion({.key = all_[n].no,
                          .expected = believed_[n].rev.value,
                          .seq = pick(1, believed_[n].last_seq.value + 1),
                          .who = who_},
                         to),
           to);
  }

  void read(std::size_t n) {
    const auto last = believed_[n].last_seq.value;
    if (last == 0)
      return look(n);
    const auto read = pick(0, last), delivered = pick(read == 0 ? 1 : 0, last);
    const cursor_of c{.key = all_[n].no,
                      .who = who_,
                      .read = read,
                      .delivered = delivered,
                      .at = ++clock_};
    if (store_.journal().submit(make_cursor(c, cursors_))
        != admission::accepted)
      throw std::runtime_error{"not accepted"};
    ++reads_;
    auto& [most_read, most_delivered] = reached[n];
    most_read = std::max(most_read, read);
    most_delivered = std::max(most_delivered, delivered);
  }

  storage::store& store_;
  const std::vector<test_conversation>& all_;
  int who_;
  std::atomic<std::int64_t>& clock_;
  std::mt19937 random_;
  std::vector<schema::head> believed_;
  recorder_ptr cursors_ = std::make_shared<recorder>();
  std::size_t reads_ = 0;
};

struct property_fixture {
  void run() {
    for (std::size_t i = 0; i < conversations; ++i)
      all.push_back(db.add_named_conversation());
    for (int who = 1; who <= threads; ++who)
      owners.push_back(std::make_unique<owner>(*store, all, who, clock));
    std::atomic<int> failed{0};
    std::vector<std::thread> running;
    for (const auto& o : owners)
      running.emplace_back([&failed, &o] {
        try {
          o->run();
        } catch (const std::exception& e) {
          BOOST_TEST_MESSAGE(e.what());
          ++failed;
        }
      });
    for (auto& t : running)
      t.join();
    BOOST_TEST(failed == 0);
  }

  void check_revs() {
    int committed = 0, stale = 0;
    for (const auto& o : owners) {
      committed += o->committed;
      stale += o->stale;
    }
    BOOST_TEST(stale > 0);
    BOOST_TEST(db.number("select sum(rev) from heads") == committed);
    // No gap and no double: by seq, and by rev over messages and changes.
    BOOST_TEST(
      db.number("select count(*) from heads h where (select (count(*), "
                "coalesce(max(seq), 0)) from messages m where "
                "m.conversation_no = h.conversation_no) is distinct from "
                "(h.last_seq, h.last_seq) or h.rev <> h.last_seq + (select "
                "count(*) from changes c where c.conversation_no = "
                "h.conversation_no)")
      == 0);
    BOOST_TEST(db.number("select count(*) - count(distinct (conversation_no, "
                         "rev)) from (select conversation_no, rev from "
                         "messages where deleted_at is null union all select "
                         "conversation_no, rev from changes) x")
               == 0);
    BOOST_TEST(
      db.number("select count(*) from messages m full join changes c using "
                "(conversation_no, seq, rev) where (m.deleted_at is null) <> "
                "(c.kind is null) or m.seq is null or (c.actor_no is not null "
                "and m.extra ->> 'deletedBy' <> c.actor_no::text)")
      == 0);
  }

  void check_cursors() {
    std::int64_t members = 0;
    for (std::size_t who = 1; who <= owners.size(); ++who)
      for (const auto& [n, reached] : owners[who - 1]->reached) {
        ++members;
        const auto row =
          db.exec("select read_seq, delivered_seq from cursors where "
                  "conversation_no = "
                  + std::to_string(all[n].no.value)
                  + " and user_no = " + std::to_string(who));
        BOOST_REQUIRE_EQUAL(row.size(), 1u);
        BOOST_TEST(row[0][0].as<std::int64_t>() == reached.first);
        BOOST_TEST(row[0][1].as<std::int64_t>() == reached.second);
      }
    BOOST_TEST(db.number("select count(*) from cursors") == members);
    BOOST_TEST(
      db.number("select count(*) from (select at < lag(at) over (partition by "
                "conversation_no, user_no order by upto_seq) as falls from "
                "read_marks) x where falls")
      == 0);
    BOOST_TEST(
      db.number("select count(*) from cursors c where read_seq > 0 and "
                "(read_seq, read_at) is distinct from (select (upto_seq, at) "
                "from read_marks m where m.conversation_no = "
                "c.conversation_no and m.user_no = c.user_no order by "
                "upto_seq desc limit 1)")
      == 0);
  }

  database db;
  pg_proxy proxy;
  base::metrics metrics;
  std::unique_ptr<storage::store> store =
    open_store({.database_url = proxy.url(db.name())}, metrics);
  std::atomic<std::int64_t> clock{0};
  std::vector<test_conversation> all;
  std::vector<std::unique_ptr<owner>> owners;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(property_suite, property_fixture)

BOOST_AUTO_TEST_CASE(whatever_comes_together_leaves_no_gap_and_goes_forward) {
  run();
  check_revs();
  check_cursors();
  BOOST_TEST(metrics.journal_queued_rows.value() == 0);
  BOOST_TEST(metrics.journal_queued_bytes.value() == 0);
}

BOOST_AUTO_TEST_CASE(the_same_holds_while_links_die) {
  for (const auto* statement : {"messages_", "COMMIT", "cursors_"}) {
    property_fixture fresh;
    fresh.proxy.arm(statement, pg_proxy::fault::cut_while_running, 20);
    fresh.run();
    fresh.check_revs();
    fresh.check_cursors();
    BOOST_TEST(fresh.metrics.journal_in_doubt.value() > 0u);
  }
}

BOOST_AUTO_TEST_SUITE_END()
