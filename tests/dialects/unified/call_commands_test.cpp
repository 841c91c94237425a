#include "../direct/samples.hpp"
#include "dialects/unified/unified.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

namespace {

constexpr std::array events{"call:invite", "call:answer", "call:candidate",
                            "call:hangup"};

/// Every event about a call that exists, with what it needs else.
constexpr std::array about_a_call{"call:answer", "call:candidate",
                                  "call:hangup"};

dialects::read_result read(std::string_view event, std::string_view json) {
  return dialects::unified::read(event, base::parse_json(json).value());
}

std::string answer_to(std::string_view event, std::string_view json) {
  const auto result = read(event, json);
  if (!result)
    return "none of ours";
  if (*result)
    return "ok";
  const auto& error = result->error();
  return std::string{to_string(error.code)} + ": " + error.message;
}

schema::start_call invite(std::string_view json) {
  const auto result = read("call:invite", json);
  BOOST_REQUIRE_MESSAGE(result && *result, answer_to("call:invite", json));
  return std::get<schema::start_call>(**result);
}

template<class Wanted>
Wanted command(std::string_view event, std::string_view json) {
  const auto result = read(event, json);
  BOOST_REQUIRE_MESSAGE(result && *result, answer_to(event, json));
  return std::get<Wanted>(std::get<schema::call_command>(**result));
}

} // namespace

BOOST_AUTO_TEST_SUITE(unified_call_commands)

BOOST_AUTO_TEST_CASE(an_invite_begins_a_call_of_webrtc) {
  const auto call = invite(R"({"to":"arjun","media":"video","callId":"mine",)"
                           R"("conversationId":"695661c0a1b2c3d4e5f60718",)"
                           R"("sdp":{"type":"offer","sdp":"v=0\r\n"}})");
  BOOST_TEST(call.callee_id == "arjun");
  BOOST_TEST((call.media == schema::call_media::webrtc));
  BOOST_TEST((call.kind == schema::call_kind::video));
  BOOST_TEST(call.id.value().text == "mine");
  BOOST_TEST(!call.channel.has_value());
  BOOST_TEST((call.conversation == samples::id(samples::conversation_hex)));
  BOOST_TEST(call.payload == R"({"sdp":{"type":"offer","sdp":"v=0\r\n"}})");
}

BOOST_AUTO_TEST_CASE(whom_it_is_for_comes_under_each_of_these_names) {
  for (const auto* json :
       {R"({"to":"arjun"})", R"({"calleeId":"arjun"})",
        R"({"recipientId":"arjun"})", R"({"to":null,"calleeId":"arjun"})",
        R"({"to":"arjun","calleeId":7,"recipientId":[]})",
        R"({"to":"arjun","conversation":null})"}) {
    const auto call = invite(json);
    BOOST_TEST(call.callee_id == "arjun", json);
    BOOST_TEST(call.payload.empty(), json << ' ' << call.payload);
  }
}

BOOST_AUTO_TEST_CASE(media_are_audio_unless_it_says_so) {
  using schema::call_kind;
  BOOST_TEST((invite(R"({"to":"a"})").kind == call_kind::voice));
  BOOST_TEST((invite(R"({"to":"a","media":null})").kind == call_kind::voice));
  BOOST_TEST(
    (invite(R"({"to":"a","media":"audio"})").kind == call_kind::voice));
  BOOST_TEST(
    (invite(R"({"to":"a","media":"voice"})").kind == call_kind::voice));
  BOOST_TEST(
    (invite(R"({"to":"a","media":"video"})").kind == call_kind::video));
}

BOOST_AUTO_TEST_CASE(another_id_is_made_for_one_that_is_not_well_formed) {
  const std::string longest(128, 'x');
  const auto named = [](const std::string& id) {
    return invite(R"({"to":"a","callId":)" + id + "}").id;
  };
  BOOST_TEST((named('"' + longest + '"').value().text == longest));
  for (const auto& id : {std::string{"null"}, std::string{"7"},
                         std::string{"{}"}, std::string{R"("")"},
                         std::string{R"("a\u0000")"}, '"' + longest + "x\""})
    BOOST_TEST(!named(id).has_value(), id);
}

BOOST_AUTO_TEST_CASE(each_wrong_field_of_an_invite_is_named) {
  struct row {
    std::string_view json;
    std::string_view answer;
  };

  constexpr std::array rows{
    row{"{}", "to is missing"},
    row{R"({"to":null,"sdp":"x"})", "to is missing"},
    row{R"({"to":7})", "to must be a text"},
    row{R"({"calleeId":{}})", "calleeId must be a text"},
    row{R"({"recipientId":""})",
        "recipientId must have 1 to 128 characters, no control characters"},
    row{R"({"to":"a\n"})",
        "to must have 1 to 128 characters, no control characters"},
    row{R"({"to":"a","media":"hologram"})", "media must be audio or video"},
    row{R"({"to":"a","media":{"audio":true}})", "media must be a text"},
    row{R"({"to":"a","conversation":"room"})",
        "conversation must be an id of 24 hex digits"},
    row{R"({"to":"a","conversationId":7})", "conversationId must be a text"},
  };
  for (const auto& x : rows)
    BOOST_TEST(answer_to("call:invite", x.json)
                 == "validation_failed: " + std::string{x.answer},
               x.json);
}

BOOST_AUTO_TEST_CASE(an_answer_accepts_unless_it_says_no) {
  for (const auto* accept : {R"("accept":true,)", R"("accept":null,)", ""}) {
    const auto answer = command<schema::answer_call>(
      "call:answer",
      "{" + std::string{accept} + R"("callId":"c1","sdp":"v=0","reason":"x"})");
    BOOST_TEST(answer.call.text == "c1", accept);
    BOOST_TEST(answer.payload == R"({"sdp":"v=0"})", accept);
  }
}

BOOST_AUTO_TEST_CASE(an_answer_that_says_no_is_a_rejection) {
  const auto rejection = command<schema::reject_call>(
    "call:answer",
    R"({"callId":"c1","accept":false,"reason":"driving","until":5})");
  BOOST_TEST(rejection.call.text == "c1");
  BOOST_TEST(rejection.detail.value() == "driving");
  BOOST_TEST(rejection.payload == R"({"until":5})");
  const auto silent = command<schema::reject_call>(
    "call:answer", R"({"callId":"c1","accept":false})");
  BOOST_TEST(!silent.detail.has_value());
  BOOST_TEST(silent.payload.empty());
}

BOOST_AUTO_TEST_CASE(other_acceptances_are_refused) {
  for (const auto* accept : {"0", "1", R"("false")", R"("")", "{}", "[]"})
    BOOST_TEST(answer_to("call:answer", R"({"callId":"c1","accept":)"
                                          + std::string{accept} + "}")
                 == "validation_failed: accept must be true or false",
               accept);
}

BOOST_AUTO_TEST_CASE(a_candidate_is_what_it_is) {
  const auto nested = command<schema::send_candidate>(
    "call:candidate", R"({"callId":"c1","candidate":{"candidate":"x",)"
                      R"("sdpMLineIndex":0}})");
  BOOST_TEST(nested.call.text == "c1");
  BOOST_TEST(nested.payload
             == R"({"candidate":{"candidate":"x","sdpMLineIndex":0}})");
  const auto flat = command<schema::send_candidate>(
    "call:candidate", R"({"callId":"c1","to":"maya","id":"audio","label":0,)"
                      R"("candidate":"x"})");
  BOOST_TEST(flat.payload == R"({"id":"audio","label":0,"candidate":"x"})");
  const auto last = command<schema::send_candidate>(
    "call:candidate", R"({"callId":"c1","candidate":null})");
  BOOST_TEST(last.payload == R"({"candidate":null})");
  BOOST_TEST(answer_to("call:candidate", R"({"callId":"c1"})")
             == "validation_failed: candidate is missing");
}

BOOST_AUTO_TEST_CASE(hanging_up_may_say_why) {
  const auto end = command<schema::end_call>(
    "call:hangup", R"({"callId":"c1","reason":"bye","stats":{"lost":2}})");
  BOOST_TEST(end.call.text == "c1");
  BOOST_TEST(end.detail.value() == "bye");
  BOOST_TEST(end.payload == R"({"stats":{"lost":2}})");
  BOOST_TEST(!command<schema::end_call>("call:hangup", R"({"callId":"c1"})")
                .detail.has_value());
  BOOST_TEST(answer_to("call:hangup", R"({"callId":"c1","reason":7})")
             == "validation_failed: reason must be a text");
  BOOST_TEST(
    answer_to("call:answer", R"({"callId":"c1","accept":false,"reason":{}})")
    == "validation_failed: reason must be a text");
}

BOOST_AUTO_TEST_CASE(a_missing_or_wrong_call_is_named) {
  for (const auto* event : about_a_call) {
    for (const auto* json : {"{}", R"({"callId":null,"candidate":"x"})"})
      BOOST_TEST(answer_to(event, json)
                   == "validation_failed: callId is missing",
                 event << ' ' << json);
    BOOST_TEST(answer_to(event, R"({"callId":7})")
                 == "validation_failed: callId must be a text",
               event);
    for (const auto& id : {std::string{}, std::string(129, 'x'),
                           std::string{R"(\u0000)"}, std::string(900'000, 'x')})
      BOOST_TEST((answer_to(event, R"({"callId":")" + id + R"("})")
                  == "validation_failed: callId must have 1 to 128 characters, "
                     "no control characters"),
                 event);
  }
}

BOOST_AUTO_TEST_CASE(a_payload_is_an_object) {
  for (const auto* event : events) {
    for (const auto* json : {"null", "[]", "7", "true", R"("c1")"})
      BOOST_TEST(answer_to(event, json)
                   == "validation_failed: the payload must be an object",
                 event << ' ' << json);
    const auto without = dialects::unified::read(event, std::nullopt);
    BOOST_REQUIRE(without.has_value());
    BOOST_TEST(without->error().message == "the payload must be an object");
  }
}

BOOST_AUTO_TEST_CASE(a_giant_is_refused_whatever_it_says) {
  const auto giant = R"({"to":"arjun","callId":"c1","sdp":")"
                     + std::string(900'000, 'x') + R"("})";
  for (const auto* event : events)
    BOOST_TEST((answer_to(event, giant)
                == "payload_too_large: A call relays at most 64 KiB a message"),
               event);
}

BOOST_AUTO_TEST_CASE(other_events_are_none_of_ours) {
  for (const auto* event : {"", "call:", "call:invit", "call:invite ",
                            "CALL:INVITE", "call:initiate", "call:accept",
                            "call:end", "dm:send_message", "message", "error"})
    BOOST_TEST(answer_to(event, R"({"to":"arjun","callId":"c1"})")
                 == "none of ours",
               event);
}

BOOST_AUTO_TEST_SUITE_END()
