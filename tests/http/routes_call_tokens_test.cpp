#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace tests;
using schema::errc;
using schema::role;

constexpr std::string_view path = "/api/calls/token";

struct fixture : server_fixture {
  fixture() {
    store.add_user("ann", role::user);
    store.add_user("bob", role::astrologer);
    store.add_user("eve", role::user);
    schema::call c;
    c.id.text = "c1";
    c.caller.value = 1;
    c.callee.value = 2;
    c.channel = "call_1";
    store.calls["c1"] = std::make_shared<schema::call>(c);
  }

  std::string post(std::string_view body, std::string_view id = "ann",
                   std::string_view target = path) {
    return ask("POST", target,
               bearer(id, role::user) + "Content-Type: application/json\r\n",
               body);
  }

  std::string get(std::string_view query, std::string_view id = "ann") {
    return ask("GET", std::string{path} + std::string{query},
               bearer(id, role::user));
  }

  void refused(const std::string& answer, int status, std::string_view why) {
    BOOST_TEST(has_status(answer, status), answer);
    BOOST_TEST(contains(answer, why), answer);
    BOOST_TEST(!calls.token.has_value());
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(call_token_routes, fixture)

BOOST_AUTO_TEST_CASE(a_token_is_given_for_a_call) {
  const auto answer = post(R"({"callId":"c1"})");
  BOOST_TEST(has_status(answer, 200), answer);
  BOOST_TEST(contains(answer, R"("data":{"callId":"c1"},"callId":"c1"})"));
  BOOST_TEST(contains(answer, "Cache-Control: no-store"));
  BOOST_TEST(calls.token.value() == "c1");
  BOOST_TEST(calls.who->profile.id == "ann");
}

BOOST_AUTO_TEST_CASE(a_call_is_named_by_its_channel_too) {
  BOOST_TEST(has_status(post(R"({"channelName":"call_1"})", "bob"), 200));
  BOOST_TEST(calls.token.value() == "c1");
  BOOST_TEST(calls.who->profile.id == "bob");
}

BOOST_AUTO_TEST_CASE(its_id_says_more_than_its_channel) {
  post(R"({"callId":"other","channelName":"call_1"})");
  BOOST_TEST(calls.token.value() == "other");
}

BOOST_AUTO_TEST_CASE(a_query_names_it_as_well) {
  BOOST_TEST(has_status(get("?callId=a%2Fb"), 200));
  BOOST_TEST(calls.token.value() == "a/b");
  BOOST_TEST(has_status(get("?channelName=call_1&uid=7"), 200));
  BOOST_TEST(calls.token.value() == "c1");
}

BOOST_AUTO_TEST_CASE(the_channels_of_others_are_as_those_of_nobody) {
  const auto others = post(R"({"channelName":"call_1"})", "eve");
  const auto nobodys = post(R"({"channelName":"call_2"})", "eve");
  refused(others, 403, "forbidden");
  BOOST_TEST(body_of(others) == body_of(nobodys));
  BOOST_TEST(body_of(post(R"({"channelName":"call_2"})")) == body_of(others));
}

BOOST_AUTO_TEST_CASE(the_channel_of_an_ended_call_gives_nothing) {
  auto over = *store.calls["c1"];
  over.state = schema::call_state::ended;
  store.calls["c1"] = std::make_shared<schema::call>(over);
  refused(post(R"({"channelName":"call_1"})"), 403, "forbidden");
}

BOOST_AUTO_TEST_CASE(a_call_that_is_not_named_well_is_refused) {
  refused(post("{}"), 400, "callId or channelName is required");
  refused(get(""), 400, "callId or channelName is required");
  refused(post(R"({"callId":""})"), 400, "callId has to be");
  refused(post(R"({"callId":7})"), 400, "callId has to be text");
  refused(get("?callId=" + std::string(129, 'x')), 400, "callId has to be");
  refused(post(R"({"channelName":""})"), 400, "channelName is not");
  refused(get("?channelName=a%2Fb"), 400, "channelName is not");
  refused(post(R"({"channelName":")" + std::string(64, 'c') + "\"}"), 400,
          "channelName is not");
}

BOOST_AUTO_TEST_CASE(what_the_call_refuses_is_told_with_its_status) {
  calls.refusal = schema::error{errc::not_found, "Call not found"};
  BOOST_TEST(has_status(post(R"({"callId":"c1"})"), 404));
  calls.refusal = schema::error{errc::call_over, "This call is over"};
  BOOST_TEST(has_status(post(R"({"callId":"c1"})"), 409));
  calls.refusal = schema::error{errc::unavailable, "Agora is not set up"};
  BOOST_TEST(has_status(post(R"({"callId":"c1"})"), 503));
}

BOOST_AUTO_TEST_CASE(the_admins_route_is_for_admins) {
  constexpr std::string_view admins = "/api/calls/admin/token";
  refused(post(R"({"callId":"c1"})", "ann", admins), 403, "forbidden");
  BOOST_TEST(
    has_status(ask_as_admin("POST", admins, R"({"callId":"c1"})"), 200));
  BOOST_TEST(calls.token.value() == "c1");
  BOOST_TEST((calls.who->profile.role == role::admin));
  // An admin is let into no channel but their own either.
  BOOST_TEST(has_status(
    ask_as_admin("POST", admins, R"({"channelName":"call_1"})"), 403));
}

BOOST_AUTO_TEST_SUITE_END()
