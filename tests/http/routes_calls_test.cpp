#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace tests;
using schema::errc;
using schema::role;

constexpr std::string_view begin = "/api/calls/initiate";

struct fixture : server_fixture {
  std::string post(std::string_view target, std::string_view body,
                   std::string_view id = "ann") {
    auto headers = bearer(id, role::user);
    if (!body.empty())
      headers += "Content-Type: application/json\r\n";
    return ask("POST", target, headers, body);
  }

  void refused(std::string_view target, std::string_view body,
               std::string_view why) {
    const auto answer = post(target, body);
    BOOST_TEST(has_status(answer, 400), answer);
    BOOST_TEST(contains(answer, why), answer);
  }

  template<class T>
  T command() {
    return std::get<T>(calls.command.value());
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(call_routes, fixture)

// -- beginning one ------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_call_begins_with_all_that_its_client_said) {
  const auto answer =
    post(begin, R"({"calleeId":"bob","calleeType":"Astrologer",)"
                R"("callType":"video","channelName":"my channel",)"
                R"("conversationId":"65a000000000000000000001","unknown":1})");
  BOOST_TEST(has_status(answer, 201), answer);
  BOOST_TEST(
    body_of(answer)
    == R"({"success":true,"message":"OK","data":{"callId":"c1"},"callId":"c1"})");
  BOOST_TEST(contains(answer, "Cache-Control: no-store"));
  const auto& what = calls.start.value();
  BOOST_TEST(calls.who->profile.id == "ann");
  BOOST_TEST(what.callee_id == "bob");
  BOOST_TEST((what.media == schema::call_media::agora));
  BOOST_TEST((what.kind == schema::call_kind::video));
  BOOST_TEST(what.channel.value() == "my channel");
  BOOST_TEST(what.conversation->to_string() == "65a000000000000000000001");
  BOOST_TEST(!what.id.has_value());
}

BOOST_AUTO_TEST_CASE(a_call_is_of_voice_unless_it_says_otherwise) {
  post(begin, R"({"recipientId":"bob"})");
  BOOST_TEST(calls.start->callee_id == "bob");
  BOOST_TEST((calls.start->kind == schema::call_kind::voice));
  BOOST_TEST(!calls.start->channel.has_value());
  BOOST_TEST(!calls.start->conversation.has_value());
  post(begin, R"({"calleeId":"x","recipientId":"y","callType":"audio"})");
  BOOST_TEST(calls.start->callee_id == "x");
  BOOST_TEST((calls.start->kind == schema::call_kind::voice));
}

// Another name is taken in its place (B5, row 3).
BOOST_AUTO_TEST_CASE(a_channel_that_is_too_long_is_no_mistake) {
  const std::string channel(300, 'c');
  BOOST_TEST(has_status(
    post(begin, R"({"calleeId":"bob","channelName":")" + channel + "\"}"),
    201));
  BOOST_TEST(calls.start->channel.value() == channel);
}

BOOST_AUTO_TEST_CASE(a_bad_beginning_is_refused_by_the_field) {
  refused(begin, "{}", "calleeId is required");
  refused(begin, R"({"calleeId":"","recipientId":null})",
          "calleeId is required");
  refused(begin, R"({"userId":"bob"})", "calleeId is required");
  refused(begin, R"({"calleeId":7})", "calleeId has to be text");
  refused(begin, R"({"recipientId":")" + std::string(129, 'x') + "\"}",
          "recipientId is too long");
  refused(begin, R"({"calleeId":"bob","callType":"smell"})",
          "callType has to be voice, video or audio");
  refused(begin, R"({"calleeId":"bob","callType":1})",
          "callType has to be text");
  refused(begin, R"({"calleeId":"bob","channelName":[]})",
          "channelName has to be text");
  refused(begin, R"({"calleeId":"bob","conversationId":"x"})",
          "conversationId is not the id of a conversation");
  refused(begin, "[]", "JSON object");
  BOOST_TEST(
    has_status(ask("POST", begin, bearer("ann", role::user), "{}"), 415));
  BOOST_TEST(!calls.start.has_value());
}

BOOST_AUTO_TEST_CASE(what_the_call_refuses_is_told_with_its_status) {
  const auto status_of = [this](errc code, int status) {
    calls.refusal = schema::error{code, "no", std::chrono::seconds{7}};
    const auto answer = post(begin, R"({"calleeId":"bob"})");
    BOOST_TEST(has_status(answer, status), answer);
    BOOST_TEST(
      contains(answer, "\"error\":\"" + std::string{to_string(code)} + "\""));
  };
  status_of(errc::busy, 409);
  status_of(errc::incompatible_media, 409);
  status_of(errc::forbidden, 403);
  status_of(errc::not_found, 404);
  status_of(errc::rate_limited, 429);
  status_of(errc::unavailable, 503);
}

BOOST_AUTO_TEST_CASE(admins_begin_calls_under_four_names) {
  constexpr auto path = "/api/admin/calls/initiate";
  for (const auto* name :
       {"calleeId", "astrologerId", "recipientId", "userId"}) {
    calls.start.reset();
    const auto answer =
      ask_as_admin("POST", path, std::string{"{\""} + name + "\":\"bob\"}");
    BOOST_TEST(has_status(answer, 201), answer);
    BOOST_TEST(calls.start.value().callee_id == "bob");
    BOOST_TEST((calls.who->profile.role == role::admin));
  }
  BOOST_TEST(has_status(ask_as_admin("POST", path, "{}"), 400));
  BOOST_TEST(has_status(post(path, R"({"userId":"bob"})"), 403));
}

// -- one that exists ----------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_call_is_ended_in_the_words_of_who_ends_it) {
  const auto answer =
    post("/api/calls/c1/end", R"({"duration":9999,"reason":"enough"})");
  BOOST_TEST(has_status(answer, 200), answer);
  BOOST_TEST(contains(answer, R"("data":{"callId":"c1"},"callId":"c1"})"));
  BOOST_TEST(command<schema::end_call>().call.text == "c1");
  BOOST_TEST(command<schema::end_call>().detail.value() == "enough");
  BOOST_TEST(calls.who->profile.id == "ann");
}

BOOST_AUTO_TEST_CASE(a_call_ends_without_a_word_too) {
  BOOST_TEST(has_status(post("/api/calls/a%2Fb/end", {}), 200));
  BOOST_TEST(command<schema::end_call>().call.text == "a/b");
  BOOST_TEST(!command<schema::end_call>().detail.has_value());
  // Whatever a client believes about how long it was.
  BOOST_TEST(has_status(post("/api/calls/c1/end", R"({"duration":"x"})"), 200));
}

BOOST_AUTO_TEST_CASE(a_call_is_rejected_or_cancelled) {
  BOOST_TEST(
    has_status(post("/api/calls/c1/reject", R"({"reason":"later"})"), 200));
  BOOST_TEST(command<schema::reject_call>().call.text == "c1");
  BOOST_TEST(command<schema::reject_call>().detail.value() == "later");
  BOOST_TEST(has_status(post("/api/calls/c1/cancel", "not JSON"), 200));
  BOOST_TEST(command<schema::cancel_call>().call.text == "c1");
}

BOOST_AUTO_TEST_CASE(what_no_call_is_called_is_not_found) {
  const auto path = "/api/calls/" + std::string(129, 'x');
  for (const auto* action : {"/end", "/reject", "/cancel"}) {
    const auto answer = post(path + action, {});
    BOOST_TEST(has_status(answer, 404), answer);
    BOOST_TEST(contains(answer, "Call not found"));
  }
  BOOST_TEST(has_status(post("/api/calls/a%00b/end", {}), 404));
  BOOST_TEST(!calls.command.has_value());
}

BOOST_AUTO_TEST_CASE(bad_reasons_are_refused) {
  refused("/api/calls/c1/end", R"({"reason":7})", "reason has to be text");
  refused("/api/calls/c1/reject",
          R"({"reason":")" + std::string(501, 'x') + "\"}",
          "reason is too long");
  BOOST_TEST(has_status(
    ask("POST", "/api/calls/c1/end", bearer("ann", role::user), "{}"), 415));
  BOOST_TEST(!calls.command.has_value());
}

BOOST_AUTO_TEST_CASE(a_call_that_is_over_is_a_conflict) {
  calls.refusal = schema::error{errc::call_over, "This call is over"};
  BOOST_TEST(has_status(post("/api/calls/c1/reject", {}), 409));
}

BOOST_AUTO_TEST_CASE(nobody_in_particular_calls_nobody) {
  for (const auto* path :
       {"/api/calls/initiate", "/api/admin/calls/initiate", "/api/calls/c1/end",
        "/api/calls/c1/reject", "/api/calls/c1/cancel", "/api/calls/token",
        "/api/calls/admin/token"})
    BOOST_TEST(has_status(ask("POST", path), 401), path);
  for (const auto* path :
       {"/api/calls/history", "/api/calls/c1", "/api/calls/token",
        "/calls/ice-servers", "/api/calls/ice-servers"})
    BOOST_TEST(has_status(ask("GET", path), 401), path);
}

BOOST_AUTO_TEST_SUITE_END()
