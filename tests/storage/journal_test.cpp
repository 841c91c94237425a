#include "one_writer.hpp"

#include <boost/test/unit_test.hpp>

using namespace storage;
using namespace tests;

namespace {

struct journal_fixture : one_writer {
  using one_writer::one_writer;

  admission submit(const entry_of& x) {
    return store->journal().submit(make_entry(x, seen));
  }

  verdict verdict_of(std::uint64_t token) {
    return outcome_of(seen->wait(1), token).verdict;
  }

  /// An entry that leaves no column to its default.
  post_entry full_entry(schema::conversation_no key) {
    auto e = make_entry({key, 0, "caf\xC3\xA9 \"x\" \\ {1,2}\n", 9, 77}, seen);
    auto post = std::make_shared<schema::keyed_message>(*e.post);
    post->message.kind = schema::message_kind::image;
    post->message.media_url = "https://x/\"y\"?a=1";
    post->message.reply_to = schema::message_ref{(std::int64_t{1} << 59) + 3};
    e.post = post;
    return e;
  }

  /// Reads the entry back the way a duplicate is shown.
  void check_stored(const post_entry& e) {
    (void)submit({e.post->message.conversation, 1, "again", 9});
    const auto o = outcome_of(seen->wait(2), 2);
    BOOST_REQUIRE_EQUAL(o.verdict, verdict::duplicate);
    BOOST_REQUIRE(o.existing != nullptr);
    BOOST_TEST((o.existing->message == e.post->message));
    BOOST_TEST((o.existing->dedupe == e.post->dedupe));
    BOOST_TEST(o.existing->body_hash == 77);
  }

  std::int64_t stored(schema::conversation_no key) {
    return db.number("select count(*) from messages where conversation_no = "
                     + std::to_string(key.value));
  }
};

struct small_fixture : journal_fixture {
  small_fixture() : journal_fixture(4, 20'000) {
    // nop
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(journal_suite, journal_fixture)

BOOST_AUTO_TEST_CASE(a_lone_post_is_stored_with_all_that_it_has) {
  const auto key = db.add_conversation();
  auto e = full_entry(key);
  BOOST_REQUIRE_EQUAL(store->journal().submit(e), admission::accepted);
  BOOST_TEST(verdicts(seen->wait(1)) == (std::vector{verdict::committed}),
             boost::test_tools::per_element());
  check_stored(e);
  const auto head =
    db.exec("select rev, last_seq, last_at = (select created_at "
            "from messages) from heads");
  BOOST_TEST(head[0][0].as<int>() == 1);
  BOOST_TEST(head[0][1].as<int>() == 1);
  BOOST_TEST(head[0][2].as<bool>());
  BOOST_TEST(metrics.journal_queued_rows.value() == 0);
  BOOST_TEST(metrics.journal_queued_bytes.value() == 0);
}

BOOST_AUTO_TEST_CASE(a_post_among_others_is_stored_with_all_that_it_has) {
  const auto key = db.add_conversation(), other = db.add_conversation();
  auto e = full_entry(key);
  auto lock = block();
  BOOST_REQUIRE_EQUAL(store->journal().submit(e), admission::accepted);
  BOOST_REQUIRE_EQUAL(
    store->journal().submit(make_entry({other}, std::make_shared<recorder>())),
    admission::accepted);
  lock.reset();
  BOOST_TEST(verdicts(seen->wait(1)) == (std::vector{verdict::committed}),
             boost::test_tools::per_element());
  check_stored(e);
  BOOST_TEST(db.number("select count(distinct batch) from messages where "
                       "conversation_no in ("
                       + std::to_string(key.value) + ", "
                       + std::to_string(other.value) + ")")
             == 1);
}

BOOST_AUTO_TEST_CASE(another_rev_than_the_stored_one_is_stale) {
  const auto key = db.add_conversation();
  (void)submit({key, 3});
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::stale);
  (void)submit({{987'654}, 0});
  BOOST_TEST(seen->wait(2)[1].verdict == verdict::stale);
  (void)submit({key, 0});
  BOOST_TEST(seen->wait(3)[2].verdict == verdict::committed);
  (void)submit({key, 0});
  BOOST_TEST(seen->wait(4)[3].verdict == verdict::stale);
  BOOST_TEST(stored(key) == 1);
}

BOOST_AUTO_TEST_CASE(a_right_rev_with_a_wrong_seq_is_stale) {
  const auto key = db.add_conversation();
  auto e = make_entry({key, 0}, seen);
  auto post = std::make_shared<schema::keyed_message>(*e.post);
  post->message.seq.value = 5;
  e.post = post;
  (void)store->journal().submit(e);
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::stale);
}

BOOST_AUTO_TEST_CASE(entries_of_one_conversation_that_wait_share_one_commit) {
  const auto key = db.add_conversation();
  auto lock = block();
  const auto before = metrics.journal_commits.value();
  for (int i = 0; i < 100; ++i)
    (void)submit({key, i});
  lock.reset();
  const auto all = seen->wait(100);
  for (std::uint64_t i = 0; i < 100; ++i) {
    BOOST_TEST(all[i].token == i + 1);
    BOOST_TEST(all[i].verdict == verdict::committed);
  }
  BOOST_TEST(seen->calls() == 1u);
  BOOST_TEST(metrics.journal_commits.value() - before == 2u);
  BOOST_TEST(db.number("select rev from heads where conversation_no = "
                       + std::to_string(key.value))
             == 100);
}

BOOST_AUTO_TEST_CASE(an_entry_that_does_not_follow_gets_its_own_verdict_later) {
  const auto key = db.add_conversation();
  auto lock = block();
  (void)submit({key, 0});
  (void)submit({key, 7});
  (void)submit({key, 1});
  lock.reset();
  (void)seen->wait(3);
  BOOST_TEST(verdict_of(1) == verdict::committed);
  BOOST_TEST(verdict_of(8) == verdict::stale);
  BOOST_TEST(verdict_of(2) == verdict::committed);
}

BOOST_AUTO_TEST_CASE(a_duplicate_fails_only_itself_and_what_rests_on_it) {
  const auto a = db.add_conversation(), b = db.add_conversation(),
             c = db.add_conversation();
  (void)submit({a, 0, "first", 1, 5});
  (void)seen->wait(1);
  auto lock = block();
  auto other = std::make_shared<recorder>();
  (void)submit({a, 1, "before"});
  (void)submit({a, 2, "again", 1, 6});
  (void)submit({a, 3, "rests on it"});
  for (int i = 0; i < 3; ++i)
    (void)store->journal().submit(
      make_entry({b, i, "b", std::uint8_t(i + 1)}, other));
  (void)store->journal().submit(make_entry({c, 4}, other));
  lock.reset();
  (void)seen->wait(4);
  BOOST_TEST(verdict_of(2) == verdict::committed);
  BOOST_TEST(verdict_of(3) == verdict::duplicate);
  BOOST_TEST(verdict_of(4) == verdict::stale);
  const auto all = seen->wait(4);
  const auto existing = outcome_of(all, 3).existing;
  BOOST_REQUIRE(existing != nullptr);
  BOOST_TEST(existing->message.content == "first");
  BOOST_TEST(existing->body_hash == 5);
  const auto others = other->wait(4);
  for (std::uint64_t token = 1; token <= 3; ++token)
    BOOST_TEST(outcome_of(others, token).verdict == verdict::committed);
  BOOST_TEST(outcome_of(others, 5).verdict == verdict::stale);
  BOOST_TEST(stored(a) == 2);
  BOOST_TEST(metrics.journal_duplicates.value() == 1u);
}

BOOST_AUTO_TEST_CASE(all_duplicates_behind_the_first_are_told_at_once) {
  const auto a = db.add_conversation();
  (void)submit({a, 0, "first", 1, 5});
  (void)submit({a, 1, "second", 2, 6});
  (void)seen->wait(2);
  auto lock = block();
  (void)submit({a, 2, "first", 1, 5});
  (void)submit({a, 3, "new"});
  (void)submit({a, 4, "second", 2, 6});
  lock.reset();
  const auto all = seen->wait(5);
  BOOST_TEST(outcome_of(all, 3).verdict == verdict::duplicate);
  BOOST_TEST(outcome_of(all, 4).verdict == verdict::stale);
  BOOST_REQUIRE_EQUAL(outcome_of(all, 5).verdict, verdict::duplicate);
  BOOST_TEST(outcome_of(all, 5).existing->message.content == "second");
  BOOST_TEST(stored(a) == 2);
}

BOOST_AUTO_TEST_CASE(the_same_key_twice_in_one_batch_is_stored_once) {
  const auto a = db.add_conversation(), b = db.add_conversation();
  auto lock = block();
  (void)submit({a, 0, "one", 1});
  (void)submit({a, 1, "two", 1});
  (void)submit({a, 2, "three", 2});
  auto other = std::make_shared<recorder>();
  (void)store->journal().submit(make_entry({b, 0, "b", 1}, other));
  lock.reset();
  (void)seen->wait(3);
  BOOST_TEST(verdict_of(1) == verdict::committed);
  BOOST_TEST(verdict_of(2) == verdict::duplicate);
  BOOST_TEST(verdict_of(3) == verdict::stale);
  BOOST_TEST(other->wait(1)[0].verdict == verdict::committed);
}

BOOST_AUTO_TEST_CASE(a_bad_entry_is_refused_and_fails_no_other) {
  const auto a = db.add_conversation(), b = db.add_conversation(),
             c = db.add_conversation();
  auto lock = block();
  auto others = std::make_shared<recorder>();
  (void)submit({a, 0, "good"});
  (void)submit({a, 1, "not UTF-8: \xFF"});
  (void)submit({a, 2, "rests on it"});
  (void)store->journal().submit(make_entry({b, 0}, others));
  (void)store->journal().submit(make_entry({c, 5}, others));
  lock.reset();
  (void)seen->wait(3);
  BOOST_TEST(verdict_of(1) == verdict::committed);
  BOOST_TEST(verdict_of(2) == verdict::refused);
  BOOST_TEST(verdict_of(3) == verdict::stale);
  const auto all = others->wait(2);
  BOOST_TEST(outcome_of(all, 1).verdict == verdict::committed);
  BOOST_TEST(outcome_of(all, 6).verdict == verdict::stale);
}

BOOST_AUTO_TEST_CASE(a_nul_in_the_text_is_refused_instead_of_cut) {
  const auto key = db.add_conversation();
  (void)submit({key, 0, std::string{"a\0b", 3}});
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::refused);
  BOOST_TEST(stored(key) == 0);
}

BOOST_AUTO_TEST_CASE(a_broken_constraint_refuses_the_entry) {
  const auto a = db.add_conversation(), b = db.add_conversation();
  db.exec("alter table messages add check (content <> 'forbidden')");
  auto lock = block();
  (void)submit({a, 0, "forbidden"});
  auto other = std::make_shared<recorder>();
  (void)store->journal().submit(make_entry({b, 0}, other));
  lock.reset();
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::refused);
  BOOST_TEST(other->wait(1)[0].verdict == verdict::committed);
}

BOOST_AUTO_TEST_CASE(a_serialization_failure_is_tried_again) {
  const auto key = db.add_conversation();
  db.exec("create sequence tries;"
          "create function fail_twice() returns trigger language plpgsql as "
          "$$ begin if nextval('tries') <= 2 then raise exception 'again' "
          "using errcode = '40001'; end if; return new; end $$;"
          "create trigger t before insert on messages for each row "
          "execute function fail_twice()");
  (void)submit({key, 0});
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::committed);
  BOOST_TEST(db.number("select last_value from tries") == 3);
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_unavailable_and_passes) {
  const auto key = db.add_conversation();
  db.exec("create table full_disk();"
          "create function fail() returns trigger language plpgsql as $$ begin "
          "if to_regclass('full_disk') is not null then raise exception 'full' "
          "using errcode = '53100'; end if; return new; end $$;"
          "create trigger t before insert on messages for each row "
          "execute function fail()");
  (void)submit({key, 0});
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::unavailable);
  db.exec("drop table full_disk");
  BOOST_REQUIRE(eventually(
    [&] { return store->journal().admits(key) == admission::accepted; }));
  (void)submit({key, 0});
  BOOST_TEST(seen->wait(2)[1].verdict == verdict::committed);
}

BOOST_AUTO_TEST_CASE(what_was_accepted_is_committed_at_shutdown) {
  const auto key = db.add_conversation();
  for (int i = 0; i < 1000; ++i)
    BOOST_REQUIRE_EQUAL(submit({key, i}), admission::accepted);
  store.reset();
  BOOST_TEST(seen->size() == 1000u);
  BOOST_TEST(stored(key) == 1000);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(journal_bounds_suite, small_fixture)

BOOST_AUTO_TEST_CASE(too_many_rows_are_overloaded_at_once) {
  const auto key = db.add_conversation();
  auto lock = block();
  BOOST_TEST(store->journal().admits(key) == admission::accepted);
  for (int i = 0; i < 3; ++i)
    BOOST_TEST(submit({key, i}) == admission::accepted);
  BOOST_TEST(store->journal().admits(key) == admission::overloaded);
  BOOST_TEST(submit({key, 3}) == admission::overloaded);
  BOOST_TEST(metrics.journal_queued_rows.value() == 4);
  BOOST_TEST(metrics.journal_overloaded.value() == 1u);
  lock.reset();
  (void)seen->wait(3);
  BOOST_TEST(eventually([&] {
    return submit({key, 3}) == admission::accepted;
  }));
  BOOST_TEST(seen->wait(4)[3].verdict == verdict::committed);
}

BOOST_AUTO_TEST_CASE(too_many_bytes_are_overloaded_at_once) {
  const auto key = db.add_conversation();
  auto lock = block();
  BOOST_TEST(submit({key, 0, std::string(30'000, 'x')})
             == admission::overloaded);
  BOOST_TEST(submit({key, 0, std::string(15'000, 'x')}) == admission::accepted);
  BOOST_TEST(submit({key, 1, std::string(15'000, 'x')})
             == admission::overloaded);
  lock.reset();
  BOOST_TEST(seen->wait(1)[0].verdict == verdict::committed);
  BOOST_TEST(
    eventually([&] { return metrics.journal_queued_bytes.value() == 0; }));
}

BOOST_AUTO_TEST_SUITE_END()
