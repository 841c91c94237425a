#include "dialects/direct/direct.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

using samples::answer_to;

namespace {

/// Every event about a call that exists.
constexpr std::array about_a_call{"call:token",  "call:accept",
                                  "call:reject", "call:cancel",
                                  "call:end",    "call:connected"};

template<class Wanted>
Wanted read(std::string_view event, std::string_view json) {
  const auto result = samples::read(event, json);
  BOOST_REQUIRE_MESSAGE(result && *result, answer_to(event, json));
  return std::get<Wanted>(**result);
}

template<class Wanted>
Wanted command(std::string_view event, std::string_view json) {
  return std::get<Wanted>(read<schema::call_command>(event, json));
}

schema::start_call start(std::string_view json) {
  return read<schema::start_call>("call:initiate", json);
}

std::string named(std::string_view id) {
  return R"({"callId":")" + std::string{id} + R"("})";
}

} // namespace

BOOST_AUTO_TEST_SUITE(direct_call_commands)

BOOST_AUTO_TEST_CASE(seed_000_begins_a_call) {
  const auto call = start(R"({"calleeId":"arjun","calleeType":"astrologer",)"
                          R"("callType":"video"})");
  BOOST_TEST(call.callee_id == "arjun");
  BOOST_TEST((call.media == schema::call_media::agora));
  BOOST_TEST((call.kind == schema::call_kind::video));
  BOOST_TEST(!call.id.has_value());
  BOOST_TEST(!call.channel.has_value());
  BOOST_TEST(!call.conversation.has_value());
  BOOST_TEST(call.payload.empty());
}

BOOST_AUTO_TEST_CASE(seed_001_begins_a_call) {
  const auto call =
    start(R"({"recipientId":"arjun","recipientType":"Astrologer",)"
          R"("callType":"voice","channelName":"call_1700000000000_ab12",)"
          R"("conversationId":"695661c0a1b2c3d4e5f60718"})");
  BOOST_TEST(call.callee_id == "arjun");
  BOOST_TEST((call.kind == schema::call_kind::voice));
  BOOST_TEST(call.channel.value() == "call_1700000000000_ab12");
  BOOST_TEST((call.conversation == samples::id(samples::conversation_hex)));
}

BOOST_AUTO_TEST_CASE(a_call_is_of_voice_unless_it_says_so) {
  for (const auto* type : {"", R"(,"callType":null)", R"(,"callType":"voice")",
                           R"(,"callType":"audio")"})
    BOOST_TEST((start(R"({"calleeId":"arjun")" + std::string{type} + "}").kind
                == schema::call_kind::voice),
               type);
}

BOOST_AUTO_TEST_CASE(types_that_are_sent_along_are_not_believed) {
  for (const auto* json :
       {R"({"calleeId":"arjun","calleeType":7,"recipientType":{}})",
        R"({"calleeId":"arjun","callerId":"root","callerType":"admin"})",
        R"({"calleeId":null,"recipientId":"arjun","userId":[],"callId":7})"})
    BOOST_TEST(start(json).callee_id == "arjun", json);
}

BOOST_AUTO_TEST_CASE(a_call_to_nobody_is_refused) {
  for (const auto* json : {"{}", R"({"calleeId":null})", R"({"to":"arjun"})"})
    BOOST_TEST(answer_to("call:initiate", json)
                 == "validation_failed: calleeId is missing",
               json);
  for (const auto* json : {"null", "[]", "7", "true", R"("arjun")"})
    BOOST_TEST(answer_to("call:initiate", json)
                 == "validation_failed: the payload must be an object",
               json);
  const auto without = dialects::direct::read("call:initiate", std::nullopt);
  BOOST_REQUIRE(without.has_value());
  BOOST_TEST(without->error().message == "the payload must be an object");
}

BOOST_AUTO_TEST_CASE(each_wrong_field_of_a_call_is_named) {
  struct row {
    std::string_view json;
    std::string_view answer;
  };

  constexpr std::array rows{
    row{R"({"calleeId":7})", "calleeId must be a text"},
    row{R"({"recipientId":{"$ne":1}})", "recipientId must be a text"},
    row{R"({"calleeId":""})",
        "calleeId must have 1 to 128 characters, no control characters"},
    row{R"({"recipientId":"a\u0000"})",
        "recipientId must have 1 to 128 characters, no control characters"},
    row{R"({"calleeId":"a","callType":"hologram"})",
        "callType must be voice or video"},
    row{R"({"calleeId":"a","callType":["video"]})", "callType must be a text"},
    row{R"({"calleeId":"a","channelName":7})", "channelName must be a text"},
    row{R"({"calleeId":"a","conversationId":"x"})",
        "conversationId must be an id of 24 hex digits"},
    row{R"({"calleeId":"a","conversation":{}})", "conversation must be a text"},
  };
  for (const auto& x : rows)
    BOOST_TEST(answer_to("call:initiate", x.json)
                 == "validation_failed: " + std::string{x.answer},
               x.json);
}

BOOST_AUTO_TEST_CASE(each_event_is_its_command) {
  const auto json = R"({"callId":"c1","contactId":"maya","reason":"late",)"
                    R"("duration":7,"channelName":"mine"})";
  BOOST_TEST(read<schema::ask_call_token>("call:token", json).call.text
             == "c1");
  BOOST_TEST(command<schema::answer_call>("call:accept", json).call.text
             == "c1");
  BOOST_TEST(command<schema::cancel_call>("call:cancel", json).call.text
             == "c1");
  BOOST_TEST(command<schema::report_connected>("call:connected", json).call.text
             == "c1");
  const auto rejection = command<schema::reject_call>("call:reject", json);
  BOOST_TEST(rejection.call.text == "c1");
  BOOST_TEST(rejection.detail.value() == "late");
  const auto end = command<schema::end_call>("call:end", json);
  BOOST_TEST(end.call.text == "c1");
  BOOST_TEST(end.detail.value() == "late");
}

BOOST_AUTO_TEST_CASE(agoras_devices_relay_nothing) {
  const auto json = R"({"callId":"c1","sdp":"v=0","x":{"y":1}})";
  BOOST_TEST(command<schema::answer_call>("call:accept", json).payload.empty());
  BOOST_TEST(command<schema::reject_call>("call:reject", json).payload.empty());
  BOOST_TEST(command<schema::end_call>("call:end", json).payload.empty());
}

BOOST_AUTO_TEST_CASE(an_end_needs_no_words) {
  for (const auto* json :
       {R"({"callId":"c1"})", R"({"callId":"c1","reason":null})", R"("c1")"}) {
    BOOST_TEST(!command<schema::end_call>("call:end", json).detail, json);
    BOOST_TEST(!command<schema::reject_call>("call:reject", json).detail, json);
  }
}

BOOST_AUTO_TEST_CASE(other_words_are_refused) {
  for (const auto* event : {"call:end", "call:reject"})
    for (const auto* reason : {"7", "{}", "[]", "false"})
      BOOST_TEST(answer_to(event, R"({"callId":"c1","reason":)"
                                    + std::string{reason} + "}")
                   == "validation_failed: reason must be a text",
                 event << ' ' << reason);
}

BOOST_AUTO_TEST_CASE(who_the_other_is_and_how_long_it_took_are_not_believed) {
  for (const auto* event : about_a_call)
    for (const auto* json :
         {R"({"callId":"c1","contactId":7,"duration":"long"})",
          R"({"callId":"c1","contactId":{"$ne":1},"duration":-1e99})"})
      BOOST_TEST(answer_to(event, json) == "ok", event << ' ' << json);
}

BOOST_AUTO_TEST_CASE(a_call_is_named_by_one_to_128_characters) {
  const std::string longest(128, 'x');
  std::string widest;
  for (int i = 0; i < 128; ++i)
    widest += "\xf0\x9f\x93\x9e";
  for (const auto* event : about_a_call) {
    for (const auto& good : {std::string{"1"}, longest, widest,
                             std::string{"695661c0a1b2c3d4e5f60719"}}) {
      BOOST_TEST(answer_to(event, named(good)) == "ok");
      BOOST_TEST(answer_to(event, '"' + good + '"') == "ok");
    }
    for (const auto& bad :
         {std::string{}, longest + 'x', widest + 'x', std::string{R"(a\u0000)"},
          std::string{R"(\n)"}, std::string(900'000, 'x')}) {
      const std::string answer = "validation_failed: callId must have 1 to 128 "
                                 "characters, no control characters";
      BOOST_TEST((answer_to(event, named(bad)) == answer), event);
      BOOST_TEST((answer_to(event, '"' + bad + '"') == answer), event);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_missing_call_is_named) {
  for (const auto* event : about_a_call) {
    for (const auto* json : {"{}", "null", "[]", "7", "true", R"(["c1"])",
                             R"({"callId":null})", R"({"id":"c1"})"})
      BOOST_TEST(answer_to(event, json)
                   == "validation_failed: callId is missing",
                 event << ' ' << json);
    for (const auto* json : {R"({"callId":7})", R"({"callId":{"$gt":""}})",
                             R"({"callId":["c1"]})"})
      BOOST_TEST(answer_to(event, json)
                   == "validation_failed: callId must be a text",
                 event << ' ' << json);
    const auto without = dialects::direct::read(event, std::nullopt);
    BOOST_REQUIRE(without.has_value());
    BOOST_TEST(without->error().message == "callId is missing");
  }
}

BOOST_AUTO_TEST_CASE(what_only_the_server_says_of_calls_is_none_of_ours) {
  for (const auto* event :
       {"call:incoming", "call:initiated", "call:accepted", "call:rejected",
        "call:ended", "call:missed", "call:cancelled", "call:error",
        "call:", "call:invite", "call:candidate", "call:hangup", "call:answer"})
    BOOST_TEST(answer_to(event, R"({"callId":"c1"})") == "none of ours", event);
}

BOOST_AUTO_TEST_SUITE_END()
