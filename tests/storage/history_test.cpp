#include "database.hpp"
#include "recorder.hpp"
#include "storage/pg/history.hpp"
#include "world.hpp"

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

namespace {

struct marks_fixture : world_fixture {
  marks_fixture() {
    post(there, ravi, 50);
  }

  history_page read_page(history_query q) {
    q.conversation = there.id;
    return await<history_page>([&](auto done) { store->read_history(q, done); })
      .value();
  }

  schema::user_no asha = add_user("asha");
  schema::user_no ravi = add_user("ravi", schema::role::astrologer);
  test_conversation there = add_conversation({asha, ravi});
};

/// When a reader had read a message, by marks in the order of their seqs.
std::optional<schema::timestamp>
read_at(const std::vector<schema::read_mark>& marks, schema::user_no who,
        std::int64_t seq) {
  for (const auto& m : marks)
    if (m.who == who && m.upto.value >= seq)
      return m.at;
  return std::nullopt;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(marks_suite, marks_fixture)

BOOST_AUTO_TEST_CASE(a_page_has_the_marks_that_say_when_each_was_read) {
  std::vector<schema::read_mark> all;
  const auto mark_up_to = [&](schema::user_no who, std::int64_t upto) {
    read(there, who, upto);
    all.push_back({who, {upto}, now});
  };
  for (const auto upto : {3, 10, 11, 20, 33, 41})
    mark_up_to(asha, upto);
  for (const auto upto : {30, 50})
    mark_up_to(ravi, upto);
  for (std::int64_t limit : {1, 7, 10, 50})
    for (std::int64_t page = 1; page <= 50 / limit; ++page) {
      const auto p = read_page({.limit = limit, .page = page});
      for (const auto& m : p.messages)
        for (const auto who : {asha, ravi})
          BOOST_TEST((read_at(p.marks, who, m.seq.value)
                      == read_at(all, who, m.seq.value)));
      // None but those that are needed.
      for (const auto& mark : p.marks)
        BOOST_TEST(
          std::any_of(p.messages.begin(), p.messages.end(), [&](const auto& m) {
            return read_at(p.marks, mark.who, m.seq.value) == mark.at;
          }));
    }
}

BOOST_AUTO_TEST_CASE(what_is_known_is_not_read_again_but_receipts_are) {
  read(there, asha, 20);
  auto known = std::make_shared<schema::conversation>(
    await<schema::conversation>([&](auto done) {
      store->load_conversation(there.id, done);
    }).value());
  known->title = "as the owner has it";
  known->head.last_seq.value = 40;
  for (auto& m : known->members) {
    m.seen.read.value = 50; // decided, and not stored
    m.seen.delivered.value = m.no == asha ? 45 : 0;
  }
  const auto p = read_page({.limit = 5, .known = known});
  BOOST_TEST(p.conversation.title.value() == "as the owner has it");
  BOOST_TEST(p.as_of == 40);
  BOOST_TEST(p.messages.back().seq.value == 40);
  BOOST_TEST(p.conversation.find_member(asha)->seen.read.value == 20);
  BOOST_TEST(p.conversation.find_member(asha)->seen.delivered.value == 45);
  BOOST_TEST(p.conversation.find_member(ravi)->seen.read.value == 0);
  // Unread is counted by reading it all.
  const auto counted = read_page({.counts_unread = true, .known = known});
  BOOST_TEST(!counted.conversation.title.has_value());
}

BOOST_AUTO_TEST_CASE(only_present_members_of_small_conversations_have_marks) {
  read(there, asha, 50);
  read(there, ravi, 50);
  BOOST_TEST(read_page({}).marks.size() == 2u);
  leave(there, ravi);
  BOOST_TEST(read_page({}).marks.size() == 1u);
  BOOST_TEST(read_page({.after = 50}).marks.empty());
  db.exec("insert into members(conversation_no, user_no, role, joined_at) "
          "select no, u, 0, now() from conversations, "
          "generate_series(1000, 1031) u");
  db.exec("insert into users(no, id, role, created_at, updated_at) overriding "
          "system value select u, 'u' || u, 1, now(), now() from "
          "generate_series(1000, 1031) u");
  BOOST_TEST(read_page({}).conversation.members.size() == 33u);
  BOOST_TEST(read_page({}).marks.empty());
}

BOOST_AUTO_TEST_CASE(tombstones_keep_their_place) {
  remove(there, 49, asha);
  const auto p = read_page({.limit = 2});
  BOOST_REQUIRE_EQUAL(p.messages.size(), 2u);
  const auto& gone = p.messages[0];
  BOOST_TEST(gone.seq.value == 49);
  BOOST_TEST(gone.rev.value == 51);
  BOOST_TEST(gone.content.empty());
  BOOST_TEST((gone.deleted_at == now));
  BOOST_TEST((gone.deleted_by == asha));
  BOOST_TEST(!p.messages[1].deleted_at.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
