#include "database.hpp"
#include "recorder.hpp"

#include <boost/test/unit_test.hpp>

#include <thread>

using namespace storage;
using namespace tests;

namespace {

constexpr int threads = 64;
constexpr int posts_each = 20;
constexpr int conversations = 5;

struct order_fixture : store_fixture {
  /// Where the conversation stands, read the way an owner does.
  std::int64_t load(schema::conversation_id id) {
    return await<schema::conversation>(
             [&](auto done) { store->load_conversation(id, done); })
      .value()
      .head.rev.value;
  }

  /// Posts as one of several owners does: where it believes the head is; told
  /// that it is wrong, it looks again.
  void post_until_committed(const test_conversation& c, std::int64_t& believed,
                            std::atomic<int>& stale) {
    for (;;) {
      auto seen = std::make_shared<recorder>();
      const auto admitted =
        store->journal().submit(make_entry({c.no, believed}, seen));
      if (admitted != admission::accepted)
        throw std::runtime_error{"not accepted"};
      const auto v = seen->wait(1)[0].verdict;
      if (v == verdict::committed) {
        ++believed;
        return;
      }
      if (v != verdict::stale)
        throw std::runtime_error{"neither committed nor stale"};
      ++stale;
      believed = load(c.id);
    }
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(order_suite, order_fixture)

BOOST_AUTO_TEST_CASE(sixty_four_competing_owners_leave_no_gap_and_no_double) {
  std::vector<test_conversation> all;
  for (int i = 0; i < conversations; ++i)
    all.push_back(db.add_named_conversation());
  std::atomic<int> stale{0}, failed{0};
  std::vector<std::thread> running;
  for (int t = 0; t < threads; ++t)
    running.emplace_back([&] {
      try {
        std::vector<std::int64_t> believed(all.size(), 0);
        for (std::size_t i = 0; i < posts_each; ++i)
          post_until_committed(all[i % all.size()], believed[i % all.size()],
                               stale);
      } catch (const std::exception&) {
        ++failed;
      }
    });
  for (auto& t : running)
    t.join();
  BOOST_TEST(failed == 0);
  BOOST_TEST(stale > 0);
  BOOST_TEST(db.number("select count(*) from messages")
             == threads * posts_each);
  BOOST_TEST(db.number("select count(*) from heads h where h.rev <> h.last_seq "
                       "or (select (count(*), min(seq), max(seq), max(rev)) "
                       "from messages m where m.conversation_no = "
                       "h.conversation_no) is distinct from "
                       "(h.last_seq, 1::bigint, h.last_seq, h.rev)")
             == 0);
}

BOOST_AUTO_TEST_CASE(entries_of_a_conversation_are_committed_as_submitted) {
  std::vector<schema::conversation_no> keys;
  std::vector<recorder_ptr> seen;
  for (int i = 0; i < 50; ++i) {
    keys.push_back(db.add_conversation());
    seen.push_back(std::make_shared<recorder>());
  }
  for (int n = 0; n < 100; ++n)
    for (std::size_t i = 0; i < keys.size(); ++i)
      BOOST_REQUIRE_EQUAL(
        store->journal().submit(make_entry({keys[i], n}, seen[i])),
        admission::accepted);
  for (const auto& s : seen) {
    const auto all = s->wait(100);
    for (std::uint64_t n = 0; n < 100; ++n) {
      BOOST_REQUIRE_EQUAL(all[n].verdict, verdict::committed);
      BOOST_REQUIRE_EQUAL(all[n].token, n + 1);
    }
  }
  // 5,000 rows in batches, not one by one.
  BOOST_TEST(metrics.journal_commits.value() < 1'000u);
  BOOST_TEST(metrics.journal_rows.value() == 5'000u);
}

BOOST_AUTO_TEST_SUITE_END()
