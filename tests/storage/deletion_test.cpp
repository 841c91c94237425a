#include "one_writer.hpp"

#include <boost/test/unit_test.hpp>

using namespace storage;
using namespace tests;

namespace {

struct deletion_fixture : one_writer {
  /// The messages "m1", "m2" … with the dedupe keys 1, 2 …
  void post(const test_conversation& c, std::uint8_t n) {
    auto posted = std::make_shared<recorder>();
    for (std::uint8_t i = 1; i <= n; ++i)
      (void)store->journal().submit(
        make_entry({c.no, i - 1, "m" + std::to_string(i), i}, posted));
    (void)posted->wait(n);
  }

  void submit(const entry_of& x) {
    BOOST_REQUIRE_EQUAL(store->journal().submit(make_entry(x, seen)),
                        admission::accepted);
  }

  void submit(const deletion_of& x) {
    BOOST_REQUIRE_EQUAL(store->journal().submit(make_deletion(x, seen)),
                        admission::accepted);
  }

  /// The verdict on the next entry that gets one.
  template<class T>
  verdict verdict_on(const T& x) {
    const auto n = seen->size();
    submit(x);
    return seen->wait(n + 1)[n].verdict;
  }

  verdict verdict_of(std::uint64_t token) {
    return outcome_of(seen->wait(1), token).verdict;
  }

  std::vector<schema::message> read(const test_conversation& c) {
    return await<history_page>([&](auto done) {
             store->read_history({.conversation = c.id}, done);
           })
      .value()
      .messages;
  }

  /// rev,last_seq
  std::string head(const test_conversation& c) {
    return db
      .exec("select concat_ws(',', rev, last_seq) from heads where "
            "conversation_no = "
            + std::to_string(c.no.value))
      .at(0)[0]
      .c_str();
  }

  std::string changes(const test_conversation& c) {
    return db
      .exec("select coalesce(string_agg(concat_ws(',', rev, kind, seq, "
            "actor_no, (extract(epoch from at) * 1000)::bigint - "
            + std::to_string(start_of_time)
            + "), ' ' order by rev), '') from changes where conversation_no = "
            + std::to_string(c.no.value))
      .at(0)[0]
      .c_str();
  }

  test_conversation there = db.add_named_conversation();
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(deletion_suite, deletion_fixture)

BOOST_AUTO_TEST_CASE(a_deleted_message_leaves_a_tombstone_in_its_place) {
  auto e = make_entry({there.no, 0, "secret"}, seen);
  auto post = std::make_shared<schema::keyed_message>(*e.post);
  post->message.media_url = "https://x/y";
  e.post = post;
  (void)store->journal().submit(e);
  submit(entry_of{there.no, 1});
  (void)seen->wait(2);
  const auto last_at = db.exec("select last_at from heads")[0][0];
  BOOST_TEST(verdict_on(deletion_of{there.no, 2, 1, 77}) == verdict::committed);
  BOOST_TEST(head(there) == "3,2");
  BOOST_TEST(changes(there) == "3,1,1,77,2");
  BOOST_TEST(db.exec("select last_at from heads")[0][0].c_str()
             == last_at.c_str());
  const auto all = read(there);
  BOOST_REQUIRE_EQUAL(all.size(), 2u);
  const auto& gone = all[0];
  BOOST_TEST(gone.seq.value == 1);
  BOOST_TEST(gone.rev.value == 3);
  BOOST_TEST(gone.content.empty());
  BOOST_TEST(!gone.media_url.has_value());
  BOOST_REQUIRE(gone.deleted_at.has_value());
  BOOST_TEST(gone.deleted_at->time_since_epoch().count() == start_of_time + 2);
  BOOST_TEST(gone.deleted_by.value().value == 77);
  BOOST_TEST((gone.created_at == post->message.created_at));
  BOOST_TEST(!all[1].deleted_at.has_value());
  BOOST_TEST(!all[1].deleted_by.has_value());
  BOOST_TEST(db.number("select count(*) from messages where "
                       "messages::text like '%secret%'")
             == 0);
}

BOOST_AUTO_TEST_CASE(another_rev_than_the_stored_one_is_stale) {
  post(there, 3);
  BOOST_TEST(verdict_on(deletion_of{there.no, 2}) == verdict::stale);
  BOOST_TEST(verdict_on(deletion_of{there.no, 4}) == verdict::stale);
  BOOST_TEST(verdict_on(deletion_of{{987'654}, 0}) == verdict::stale);
  BOOST_TEST(head(there) == "3,3");
  BOOST_TEST(changes(there).empty());
  BOOST_TEST(verdict_on(deletion_of{there.no, 3}) == verdict::committed);
}

BOOST_AUTO_TEST_CASE(what_is_not_there_cannot_be_deleted_and_moves_nothing) {
  post(there, 3);
  BOOST_TEST(verdict_on(deletion_of{there.no, 3, 2}) == verdict::committed);
  BOOST_TEST(verdict_on(deletion_of{there.no, 4, 2, 9}) == verdict::refused);
  BOOST_TEST(verdict_on(deletion_of{there.no, 4, 4}) == verdict::refused);
  BOOST_TEST(verdict_on(deletion_of{there.no, 4, -1}) == verdict::refused);
  BOOST_TEST(head(there) == "4,3");
  BOOST_TEST(changes(there) == "4,1,2,1,3");
  BOOST_TEST(read(there)[1].deleted_by.value().value == 1);
  BOOST_TEST(verdict_on(entry_of{.key = there.no, .expected = 4, .seq = 4})
             == verdict::committed);
  BOOST_TEST(metrics.journal_refused.value() == 3u);
}

BOOST_AUTO_TEST_CASE(posts_and_deletions_are_carried_out_as_submitted) {
  const auto other = db.add_named_conversation();
  auto lock = block();
  submit(entry_of{there.no, 0});
  submit(entry_of{there.no, 1});
  submit(deletion_of{there.no, 2, 2});
  submit(deletion_of{there.no, 3, 1});
  submit(entry_of{.key = there.no, .expected = 4, .seq = 3});
  submit(deletion_of{there.no, 5, 3});
  auto others = std::make_shared<recorder>();
  (void)store->journal().submit(make_entry({other.no, 0}, others));
  lock.reset();
  const auto all = seen->wait(6);
  for (std::uint64_t i = 0; i < 6; ++i) {
    BOOST_TEST(all[i].token == i + 1);
    BOOST_TEST(all[i].verdict == verdict::committed);
  }
  BOOST_TEST(others->wait(1)[0].verdict == verdict::committed);
  BOOST_TEST(head(there) == "6,3");
  BOOST_TEST(changes(there) == "3,1,2,1,2 4,1,1,1,3 6,1,3,1,5");
  BOOST_TEST(metrics.journal_rows.value() == 8u);
}

BOOST_AUTO_TEST_CASE(what_rests_on_a_deletion_that_failed_is_stale) {
  post(there, 3);
  auto lock = block();
  submit(deletion_of{there.no, 3, 9});
  submit(entry_of{.key = there.no, .expected = 4, .seq = 4});
  submit(deletion_of{there.no, 5, 1});
  lock.reset();
  (void)seen->wait(3);
  BOOST_TEST(verdict_of(4) == verdict::refused);
  BOOST_TEST(verdict_of(5) == verdict::stale);
  BOOST_TEST(verdict_of(6) == verdict::stale);
  BOOST_TEST(head(there) == "3,3");
}

BOOST_AUTO_TEST_CASE(a_deletion_that_rests_on_a_failed_post_is_stale) {
  post(there, 3);
  auto lock = block();
  submit(entry_of{there.no, 3, "again", 1});
  submit(deletion_of{there.no, 4, 4});
  lock.reset();
  (void)seen->wait(2);
  BOOST_TEST(verdict_of(4) == verdict::duplicate);
  BOOST_TEST(verdict_of(5) == verdict::stale);
}

BOOST_AUTO_TEST_CASE(deletions_of_many_conversations_share_one_commit) {
  std::vector<test_conversation> all;
  for (int i = 0; i < 20; ++i)
    post(all.emplace_back(db.add_named_conversation()), 1);
  auto lock = block();
  const auto before = metrics.journal_commits.value();
  for (const auto& c : all)
    submit(deletion_of{c.no, 1});
  lock.reset();
  for (const auto& o : seen->wait(20))
    BOOST_TEST(o.verdict == verdict::committed);
  BOOST_TEST(metrics.journal_commits.value() - before == 2u);
}

BOOST_AUTO_TEST_CASE(a_bad_deletion_is_refused_and_fails_no_other) {
  const auto other = db.add_named_conversation();
  post(there, 1);
  post(other, 1);
  auto lock = block();
  auto bad = make_deletion({there.no, 1}, seen);
  bad.at = schema::timestamp{std::chrono::milliseconds{std::int64_t{1} << 60}};
  (void)store->journal().submit(bad);
  auto others = std::make_shared<recorder>();
  (void)store->journal().submit(make_deletion({other.no, 1}, others));
  lock.reset();
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::refused);
  BOOST_TEST(others->wait(1)[0].verdict == verdict::committed);
  BOOST_TEST(head(there) == "1,1");
}

BOOST_AUTO_TEST_CASE(a_retry_of_what_was_deleted_finds_the_tombstone) {
  post(there, 2);
  BOOST_TEST(verdict_on(deletion_of{there.no, 2, 1, 7}) == verdict::committed);
  submit(entry_of{
    .key = there.no, .expected = 3, .content = "m1", .dedupe = 1, .seq = 3});
  const auto o = seen->wait(2)[1];
  BOOST_TEST(o.verdict == verdict::duplicate);
  BOOST_REQUIRE(o.existing != nullptr);
  BOOST_TEST(o.existing->message.seq.value == 1);
  BOOST_TEST(o.existing->message.deleted_by.value().value == 7);
  BOOST_TEST(o.existing->message.content.empty());
}

BOOST_AUTO_TEST_CASE(cursors_are_written_in_time_among_deletions) {
  post(there, 50);
  (void)store->journal().submit(
    make_cursor({.key = there.no, .read = 9}, seen));
  for (int i = 0; i < 50; ++i)
    submit(deletion_of{there.no, 50 + i, i + 1});
  for (const auto& o : seen->wait(51))
    BOOST_TEST(o.verdict == verdict::committed);
  BOOST_TEST(db.number("select read_seq from cursors") == 9);
  BOOST_TEST(head(there) == "100,50");
}

BOOST_AUTO_TEST_SUITE_END()
