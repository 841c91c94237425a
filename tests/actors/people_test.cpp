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

BOOST_AUTO_TEST_SUITE_END()
