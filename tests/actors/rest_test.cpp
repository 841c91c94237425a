#include "actors/history_question.hpp"
#include "actors/rest_commands.hpp"
#include "room.hpp"

#include <boost/test/unit_test.hpp>
#include <caf/send.hpp>

namespace {

struct by_rest : fixtures::room {
  void post(const std::string& content) {
    schema::post_message what;
    what.conversation = where.id;
    what.content = content;
    actors::rest_commands{env}.execute(
      person("maya", schema::role::user), what, dialects::dialect::direct,
      [this](schema::result<std::string> x) { answer = std::move(x); });
    run();
    commit();
  }

  using answered = storage::on_result<storage::history_page>;

  void read(
    schema::conversation_id what, answered done = [](auto&&) {}) {
    storage::history_query query;
    query.conversation = what;
    actors::read_history(env, std::move(query), std::move(done));
    run();
  }

  schema::result<std::string> answer;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(rest, by_rest)

BOOST_AUTO_TEST_CASE(the_answer_is_what_an_ack_would_carry) {
  post("hello");
  BOOST_REQUIRE(answer.has_value());
  BOOST_TEST(answer->starts_with("{\"id\":\""));
  BOOST_TEST(fixtures::has(*answer, R"("content":"hello")"));
}

BOOST_AUTO_TEST_CASE(what_comes_next_finds_the_owner_alive) {
  for (const auto* text : {"one", "two", "three"})
    post(text);
  BOOST_TEST(store.loads == 1);
  BOOST_TEST(bool{directory->find_live(where.id)});
  directory->let_go();
  BOOST_TEST(!directory->find_live(where.id));
  post("four");
  BOOST_TEST(store.loads == 2);
  BOOST_TEST(fixtures::has(*answer, R"("seq":4,)"));
}

BOOST_AUTO_TEST_CASE(a_page_is_read_by_what_the_owner_knows) {
  std::vector<std::size_t> pages;
  const auto count = [&](const schema::result<storage::history_page>& x) {
    pages.push_back(x ? x->messages.size() : 1000);
  };
  post("one");
  read(where.id, count);
  read(where.id, count);
  BOOST_TEST(store.loads == 1);
  BOOST_TEST(store.knew.at(0)->head.last_seq.value == 1);
  BOOST_TEST((store.knew.at(0) == store.knew.at(1)));
  post("two");
  read(where.id, count);
  BOOST_TEST(store.knew.at(2)->head.last_seq.value == 2);
  BOOST_TEST((pages == std::vector<std::size_t>{1, 1, 2}));
}

BOOST_AUTO_TEST_CASE(what_is_not_stored_yet_is_in_no_page) {
  post("one");
  schema::post_message what;
  what.conversation = where.id;
  what.content = "under way";
  actors::rest_commands{env}.execute(person("maya", schema::role::user), what,
                                     dialects::dialect::direct, [](auto&&) {});
  run();
  read(where.id);
  BOOST_TEST(store.knew.at(0)->head.last_seq.value == 1);
  BOOST_TEST(store.knew.at(0)->head.rev.value == 1);
  commit();
}

BOOST_AUTO_TEST_CASE(what_an_owner_shows_is_read_without_asking_it) {
  post("one");
  read(where.id);
  storage::history_query query;
  query.conversation = where.id;
  const auto read_at_once = [&] {
    actors::read_history(env, query, [](auto&&) {});
    return store.knew.size();
  };
  BOOST_TEST(read_at_once() == 2u);
  BOOST_TEST(store.knew.at(1)->head.last_seq.value == 1);
  // Who hears of the next message finds it in the page.
  post("two");
  BOOST_TEST(!directory->look(where.id));
  BOOST_TEST(read_at_once() == 2u);
  run();
  BOOST_TEST(store.knew.at(2)->head.last_seq.value == 2);
}

BOOST_AUTO_TEST_CASE(what_may_have_changed_elsewhere_is_not_shown) {
  post("one");
  read(where.id);
  BOOST_TEST(bool{directory->look(where.id)});
  caf::anon_send(directory->owner_of(where.id), actors::refresh_atom_v);
  run();
  BOOST_TEST(!directory->look(where.id));
}

BOOST_AUTO_TEST_CASE(who_asks_first_waits_until_the_owner_knows) {
  read(where.id);
  BOOST_TEST(store.loads == 1);
  BOOST_TEST(bool{store.knew.at(0)});
  // It stays for the next.
  BOOST_TEST(bool{directory->find_live(where.id)});
}

BOOST_AUTO_TEST_CASE(a_page_of_nothing_keeps_no_owner) {
  schema::conversation_id nowhere{};
  nowhere.bytes[0] = 7;
  std::optional<schema::errc> why;
  read(nowhere, [&](auto&& x) { why = x.error().code; });
  BOOST_TEST((why == schema::errc::not_found));
  BOOST_TEST(!directory->find_live(nowhere));
}

BOOST_AUTO_TEST_SUITE_END()
