#include "fixture.hpp"

#include <boost/test/unit_test.hpp>

using fixtures::block;

BOOST_FIXTURE_TEST_SUITE(people, fixtures::world)

BOOST_AUTO_TEST_CASE(a_person_has_so_many_connections_and_no_more) {
  env.limits.max_connections_per_user = 2;
  auto one = connect("maya");
  auto two = connect("maya");
  auto three = connect("maya");
  BOOST_TEST(two.out->packets.at(0).starts_with("40{"));
  BOOST_TEST(three.out->packets.at(0).starts_with("44{"));
  BOOST_TEST(three.out->packets.at(0).find(R"("error":"rate_limited")")
             != std::string::npos);
  leave(one);
  auto four = connect("maya");
  BOOST_TEST(four.out->packets.at(0).starts_with("40{"));
  for (auto* s : {&two, &three, &four})
    leave(*s);
}

BOOST_AUTO_TEST_CASE(coming_back_does_not_make_a_spent_budget_whole) {
  allow_messages_per_minute(1);
  auto& where = pair();
  const auto post = block({R"(21["dm:send_message",{"conversationId":")"
                           + where.id.to_string() + R"(","content":"hi"}])"});
  auto first = connect("maya");
  first.port->deliver(post);
  run();
  leave(first);
  auto second = connect("maya");
  second.out->take();
  second.port->deliver(post);
  run();
  BOOST_TEST(second.out->packets.at(0).find(R"("error":"rate_limited")")
             != std::string::npos);
  pass(std::chrono::seconds{61});
  second.out->take();
  second.port->deliver(post);
  run();
  store.pending().commit_all();
  run();
  std::string told;
  for (const auto& packet : second.out->packets)
    told += packet;
  BOOST_TEST(told.find(R"("success":true)") != std::string::npos);
  leave(second);
}

BOOST_AUTO_TEST_CASE(who_is_banned_loses_every_socket) {
  auto one = connect("maya");
  auto two = connect("maya");
  auto other = connect("arjun", schema::role::astrologer);
  one.out->take();
  gateway->shut_out(person("maya", schema::role::user)->no);
  run();
  BOOST_TEST(
    one.out->take()
      == std::vector<std::string>(
        {R"(42["error",{"message":"This user is banned.","error":"forbidden","event":"connect"}])",
         "41"}),
    boost::test_tools::per_element());
  for (auto* s : {&one, &two})
    BOOST_TEST((s->out->closed == actors::close_reason::banned));
  BOOST_TEST(other.out->open);
  for (auto* s : {&one, &two, &other})
    leave(*s);
}

BOOST_AUTO_TEST_CASE(a_plain_socket_is_told_of_its_ban_too) {
  actors::handshake hello;
  hello.speech = actors::speech::plain;
  auto s = open(std::move(hello));
  schema::profile who;
  who.id = "maya";
  const auto token =
    auth::issue_token(fixtures::secret, who, now, std::chrono::hours{1});
  s.port->deliver(
    block({R"({"event":"connect","data":{"token":")" + token + "\"}}"}));
  run();
  gateway->shut_out(person("maya", schema::role::user)->no);
  run();
  BOOST_TEST(s.out->packets.back()
             == R"({"event":"disconnect","data":{"reason":"banned"}})");
  BOOST_TEST((s.out->closed == actors::close_reason::banned));
  leave(s);
}

// The store knew nothing of the ban when it let this person in.
BOOST_AUTO_TEST_CASE(a_sign_in_that_a_ban_overtook_is_refused) {
  const auto maya = person("maya", schema::role::user);
  gateway->shut_out(maya->no);
  auto late = connect("maya");
  BOOST_TEST(late.out->packets.at(0).starts_with("44{"));
  BOOST_TEST(late.out->packets.at(0).find(R"("error":"forbidden")")
             != std::string::npos);
  gateway->let_in(maya->no);
  auto again = connect("maya");
  BOOST_TEST(again.out->packets.at(0).starts_with("40{"));
  for (auto* s : {&late, &again})
    leave(*s);
}

BOOST_AUTO_TEST_CASE(a_ban_is_not_remembered_here_for_ever) {
  gateway->shut_out(person("maya", schema::role::user)->no);
  run();
  // Another server may have lifted it.
  pass(std::chrono::minutes{3});
  auto s = connect("maya");
  BOOST_TEST(s.out->packets.at(0).starts_with("40{"));
  leave(s);
}

BOOST_AUTO_TEST_SUITE_END()
