#include "../call_samples.hpp"
#include "base/json_reader.hpp"
#include "dialects/unified/unified.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <set>

using samples::side;
using schema::call_media;
using schema::end_reason;

namespace {

constexpr std::string_view said = R"({"sdp":{"type":"offer"},"x":"\"\n"})";

std::string tell(const schema::call_event& what, side to) {
  return samples::tell(dialects::dialect::unified, what, to);
}

schema::call_ptr invited(std::string_view payload) {
  auto call = samples::ringing(call_media::webrtc);
  call.invite = payload;
  return samples::shared(std::move(call));
}

schema::call_ptr answered() {
  return samples::shared(samples::answered(call_media::webrtc));
}

std::string tell_end(end_reason why, side to, std::string_view payload = {},
                     std::optional<std::string> words = {}) {
  auto call = samples::ended(call_media::webrtc, why);
  call.detail = std::move(words);
  return tell(
    schema::call_ended{samples::shared(std::move(call)), std::string{payload}},
    to);
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

struct ending {
  end_reason why;
  std::string_view caller;
  std::string_view callee;
};

/// With a payload, which some of them do not tell.
constexpr std::array endings{
  ending{end_reason::completed,
         R"(["call:hangup",{"sdp":{"type":"offer"},"x":"\"\n",)"
         R"("callId":"695661c0a1b2c3d4e5f60719","reason":"completed",)"
         R"("from":"arjun","sender":"arjun","duration":60}])"
         "\n",
         R"(["call:hangup",{"sdp":{"type":"offer"},"x":"\"\n",)"
         R"("callId":"695661c0a1b2c3d4e5f60719","reason":"completed",)"
         R"("from":"arjun","sender":"arjun","duration":60}])"
         "\n"},
  ending{end_reason::rejected,
         R"(["call:answer",{"sdp":{"type":"offer"},"x":"\"\n",)"
         R"("callId":"695661c0a1b2c3d4e5f60719","accept":false,)"
         R"("reason":"rejected","from":"arjun","sender":"arjun"}])"
         "\n",
         R"(["call:hangup",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("reason":"rejected"}])"
         "\n"},
  ending{end_reason::no_answer,
         R"(["call:hangup",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("reason":"timeout"}])"
         "\n",
         R"(["call:hangup",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("reason":"timeout"}])"
         "\n"},
  // Told to the caller alone: it never rang.
  ending{end_reason::busy,
         R"(["call:answer",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("accept":false,"reason":"busy","from":"arjun",)"
         R"("sender":"arjun"}])"
         "\n",
         {}},
  ending{end_reason::cancelled,
         R"(["call:hangup",{"sdp":{"type":"offer"},"x":"\"\n",)"
         R"("callId":"695661c0a1b2c3d4e5f60719","reason":"cancelled",)"
         R"("from":"maya","sender":"maya"}])"
         "\n",
         R"(["call:hangup",{"sdp":{"type":"offer"},"x":"\"\n",)"
         R"("callId":"695661c0a1b2c3d4e5f60719","reason":"cancelled",)"
         R"("from":"maya","sender":"maya"}])"
         "\n"},
  ending{end_reason::network_error,
         R"(["call:hangup",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("reason":"network_error","duration":60}])"
         "\n",
         R"(["call:hangup",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("reason":"network_error","duration":60}])"
         "\n"},
};

/// Everything that can be told, of a client that says all names it can.
std::vector<schema::call_event> all_events(const std::string& payload) {
  auto ringing = samples::ringing(call_media::webrtc);
  ringing.invite = payload;
  const auto on = answered();
  std::vector<schema::call_event> out{
    schema::call_started{samples::shared(ringing)},
    schema::call_incoming{samples::shared(ringing)},
    schema::call_answered{on, payload}, schema::call_taken{on},
    schema::call_candidate{on, payload}};
  for (const auto& row : endings)
    out.push_back(schema::call_ended{
      samples::shared(samples::ended(call_media::webrtc, row.why)), payload});
  return out;
}

/// The payload that is stored after a client said `json`.
std::string stored(std::string_view event, std::string_view json) {
  const auto result =
    dialects::unified::read(event, base::parse_json(json).value());
  const auto& command = result->value();
  if (const auto* start = std::get_if<schema::start_call>(&command))
    return start->payload;
  return std::get<schema::answer_call>(std::get<schema::call_command>(command))
    .payload;
}

void check_names(std::string_view event) {
  const simdjson::dom::array told = base::parse_json(event).value();
  const simdjson::dom::object fields = told.at(1).value();
  std::set<std::string> seen;
  for (const auto [name, value] : fields)
    BOOST_TEST(seen.insert(std::string{name}).second,
               event << " has " << name << " twice");
  BOOST_TEST(seen.contains("callId"));
}

} // namespace

BOOST_AUTO_TEST_SUITE(unified_call_events)

BOOST_AUTO_TEST_CASE(an_invite_is_what_the_caller_said_and_who_it_is) {
  BOOST_TEST(tell(schema::call_incoming{invited(said)}, side::callee)
             == R"(["call:invite",{"sdp":{"type":"offer"},"x":"\"\n",)"
                R"("callId":"695661c0a1b2c3d4e5f60719","from":"maya",)"
                R"("sender":"maya","to":"arjun","media":"video",)"
                R"("callerId":"maya","callerName":"Maya \"M\"",)"
                R"("callerAvatar":"https://cdn.example/maya.png",)"
                R"("conversationId":"695661c0a1b2c3d4e5f60718",)"
                R"("conversation":"695661c0a1b2c3d4e5f60718",)"
                R"("expiresAt":"2026-01-01T12:00:40.123Z"}])"
                "\n");
}

BOOST_AUTO_TEST_CASE(an_invite_without_anything_else) {
  auto call = samples::ringing(call_media::webrtc);
  call.kind = schema::call_kind::voice;
  call.conversation.reset();
  BOOST_TEST(
    samples::tell(dialects::dialect::unified,
                  schema::call_incoming{samples::shared(call)}, side::callee,
                  samples::arjun(), samples::maya())
    == R"(["call:invite",{"callId":"695661c0a1b2c3d4e5f60719",)"
       R"("from":"arjun","sender":"arjun","to":"maya","media":"audio",)"
       R"("callerId":"arjun","callerName":null,"callerAvatar":null,)"
       R"("conversationId":null,"conversation":null,)"
       R"("expiresAt":"2026-01-01T12:00:40.123Z"}])"
       "\n");
}

BOOST_AUTO_TEST_CASE(who_dialled_has_it_in_the_ack) {
  BOOST_TEST(tell(schema::call_started{invited(said)}, side::caller).empty());
}

BOOST_AUTO_TEST_CASE(an_answer_is_what_the_callee_said) {
  BOOST_TEST(
    tell(schema::call_answered{answered(), R"({"sdp":"v=0"})"}, side::caller)
    == R"(["call:answer",{"sdp":"v=0",)"
       R"("callId":"695661c0a1b2c3d4e5f60719","accept":true,)"
       R"("from":"arjun","sender":"arjun"}])"
       "\n");
  BOOST_TEST(tell(schema::call_answered{answered(), {}}, side::caller)
             == R"(["call:answer",{"callId":"695661c0a1b2c3d4e5f60719",)"
                R"("accept":true,"from":"arjun","sender":"arjun"}])"
                "\n");
}

BOOST_AUTO_TEST_CASE(of_two_who_dialled_each_hears_the_other) {
  BOOST_TEST(
    tell(schema::call_answered{answered(), R"({"sdp":"v=0"})"}, side::callee)
    == R"(["call:answer",{"sdp":"v=0",)"
       R"("callId":"695661c0a1b2c3d4e5f60719","accept":true,)"
       R"("from":"maya","sender":"maya"}])"
       "\n");
}

BOOST_AUTO_TEST_CASE(a_candidate_is_of_the_other_side) {
  const schema::call_candidate what{answered(),
                                    R"({"candidate":{"sdpMid":"0"}})"};
  BOOST_TEST(tell(what, side::caller)
             == R"(["call:candidate",{"candidate":{"sdpMid":"0"},)"
                R"("callId":"695661c0a1b2c3d4e5f60719","from":"arjun",)"
                R"("sender":"arjun"}])"
                "\n");
  BOOST_TEST(tell(what, side::callee)
             == R"(["call:candidate",{"candidate":{"sdpMid":"0"},)"
                R"("callId":"695661c0a1b2c3d4e5f60719","from":"maya",)"
                R"("sender":"maya"}])"
                "\n");
}

BOOST_AUTO_TEST_CASE(devices_that_rang_in_vain_hear_why) {
  BOOST_TEST(tell(schema::call_taken{answered()}, side::callee)
             == R"(["call:hangup",{"callId":"695661c0a1b2c3d4e5f60719",)"
                R"("reason":"answered_elsewhere"}])"
                "\n");
}

BOOST_AUTO_TEST_CASE(every_end_is_told_to_both) {
  for (const auto& row : endings) {
    BOOST_TEST(tell_end(row.why, side::caller, said) == row.caller);
    BOOST_TEST(tell_end(row.why, side::callee, said) == row.callee);
  }
}

BOOST_AUTO_TEST_CASE(the_words_of_whoever_ends_it_are_told) {
  const std::string words = "I am \"driving\"";
  const std::string_view told = R"("reason":"I am \"driving\"")";
  for (const auto why : {end_reason::completed, end_reason::cancelled})
    for (const auto to : {side::caller, side::callee})
      BOOST_TEST(has(tell_end(why, to, {}, words), told));
  BOOST_TEST(
    has(tell_end(end_reason::rejected, side::caller, {}, words), told));
  BOOST_TEST(
    !has(tell_end(end_reason::rejected, side::callee, {}, words), "driving"));
}

BOOST_AUTO_TEST_CASE(no_name_comes_twice) {
  std::string json = R"({"to":"arjun","callId":"c1","accept":true,"a":1,"a":2)";
  for (const auto* name :
       {"id", "from", "sender", "media", "callerId", "callerName",
        "callerAvatar", "calleeId", "recipientId", "expiresAt", "duration",
        "to", "callId", "conversationId", "conversation", "reason"})
    json += ",\"" + std::string{name} + "\":null";
  json += '}';
  const auto invite = stored("call:invite", json);
  BOOST_TEST(invite == R"({"a":1,"id":null})");
  for (const auto& what : all_events(invite))
    for (const auto to : {side::caller, side::callee}) {
      const auto told = tell(what, to);
      if (!told.empty())
        check_names(told);
    }
  const schema::call_answered what{answered(), stored("call:answer", json)};
  check_names(tell(what, side::caller));
}

BOOST_AUTO_TEST_CASE(ids_are_escaped) {
  auto call = samples::ringing(call_media::webrtc);
  call.id = {"a\"\xe2\x80\xa8"};
  auto caller = samples::maya();
  caller.id = "\\";
  BOOST_TEST(has(samples::tell(dialects::dialect::unified,
                               schema::call_incoming{samples::shared(call)},
                               side::callee, caller, samples::arjun()),
                 R"("callId":"a\"\u2028","from":"\\","sender":"\\")"));
}

BOOST_AUTO_TEST_SUITE_END()
