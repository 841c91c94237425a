#include "actors/rest_commands.hpp"
#include "room.hpp"

#include <boost/test/unit_test.hpp>

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

BOOST_AUTO_TEST_SUITE_END()
