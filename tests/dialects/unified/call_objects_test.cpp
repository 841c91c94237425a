#include "../call_samples.hpp"
#include "../direct/samples.hpp"
#include "dialects/unified/unified.hpp"

#include <boost/test/unit_test.hpp>

using schema::call_media;
using schema::end_reason;

namespace {

std::string shown(const schema::call& call,
                  std::optional<schema::user_no> viewer = std::nullopt) {
  const auto caller = samples::maya();
  const auto callee = samples::arjun();
  std::string out;
  dialects::unified::write_call(
    out, {.call = call, .caller = caller, .callee = callee, .viewer = viewer});
  return out;
}

std::string ack_of(std::string_view data) {
  std::string out;
  dialects::unified::write_ack(out, data);
  return out;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(unified_call_objects)

BOOST_AUTO_TEST_CASE(a_call_has_both_spellings) {
  BOOST_TEST(
    shown(samples::ringing(call_media::webrtc))
    == R"({"callId":"695661c0a1b2c3d4e5f60719",)"
       R"("id":"695661c0a1b2c3d4e5f60719",)"
       R"("_id":"695661c0a1b2c3d4e5f60719",)"
       R"("from":"maya","sender":"maya","callerId":"maya",)"
       R"("callerName":"Maya \"M\"",)"
       R"("callerAvatar":"https://cdn.example/maya.png",)"
       R"("to":"arjun","calleeId":"arjun","calleeName":null,)"
       R"("calleeAvatar":null,)"
       R"("media":"video","status":"ringing","ringing":true,)"
       R"("conversationId":"695661c0a1b2c3d4e5f60718",)"
       R"("conversation":"695661c0a1b2c3d4e5f60718",)"
       R"("createdAt":"2026-01-01T12:00:00.123Z","answeredAt":null,)"
       R"("connectedAt":null,"endedAt":null,)"
       R"("updatedAt":"2026-01-01T12:00:00.123Z",)"
       R"("expiresAt":"2026-01-01T12:00:40.123Z",)"
       R"("duration":0,"endReason":null,"reason":null,"endedBy":null})");
}

BOOST_AUTO_TEST_CASE(what_the_clients_said_is_no_part_of_it) {
  auto call = samples::ringing(call_media::webrtc);
  const auto before = shown(call);
  call.invite = R"({"sdp":"v=0"})";
  BOOST_TEST(shown(call) == before);
}

BOOST_AUTO_TEST_CASE(a_call_that_is_over_says_why) {
  auto call = samples::ended(call_media::webrtc, end_reason::completed);
  call.detail = "bye";
  const auto json = shown(call);
  BOOST_TEST(has(json, R"("status":"ended","ringing":false)"));
  BOOST_TEST(
    json.ends_with(R"("duration":60,"endReason":"completed","reason":"bye",)"
                   R"("endedBy":"arjun"})"));
}

BOOST_AUTO_TEST_CASE(a_call_of_voices_is_of_audio) {
  auto call = samples::ringing(call_media::webrtc);
  call.kind = schema::call_kind::voice;
  BOOST_TEST(has(shown(call), R"("media":"audio")"));
}

BOOST_AUTO_TEST_CASE(who_looks_sees_the_direction) {
  const auto call = samples::ringing(call_media::webrtc);
  BOOST_TEST(shown(call, call.caller).ends_with(R"(,"direction":"outgoing"})"));
  BOOST_TEST(shown(call, call.callee).ends_with(R"(,"direction":"incoming"})"));
}

BOOST_AUTO_TEST_CASE(an_ack_has_its_data_twice) {
  BOOST_TEST(ack_of(R"({"callId":"c1","ringing":true})")
             == R"([{"success":true,"data":{"callId":"c1","ringing":true},)"
                R"("callId":"c1","ringing":true}])");
  const auto ack = ack_of(shown(samples::ringing(call_media::webrtc)));
  BOOST_TEST(base::parse_json(ack).has_value());
}

BOOST_AUTO_TEST_CASE(an_ack_without_fields_has_its_data_once) {
  BOOST_TEST(ack_of("{}") == R"([{"success":true,"data":{}}])");
  BOOST_TEST(ack_of("null") == R"([{"success":true,"data":null}])");
  BOOST_TEST(ack_of("[1,2]") == R"([{"success":true,"data":[1,2]}])");
}

BOOST_AUTO_TEST_SUITE_END()
