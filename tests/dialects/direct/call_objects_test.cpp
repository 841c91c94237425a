#include "../call_samples.hpp"
#include "dialects/direct/direct.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

using schema::call_media;
using schema::end_reason;

namespace {

std::string shown(const schema::call& call,
                  std::optional<schema::user_no> viewer = std::nullopt) {
  const auto caller = samples::maya();
  const auto callee = samples::arjun();
  std::string out;
  dialects::direct::write_call(
    out, {.call = call, .caller = caller, .callee = callee, .viewer = viewer});
  return out;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

struct standing {
  end_reason why;
  std::string_view fields;
};

constexpr std::array standings{
  standing{end_reason::completed, R"("status":"ended")"},
  standing{end_reason::cancelled, R"("status":"ended")"},
  standing{end_reason::rejected, R"("status":"rejected")"},
  standing{end_reason::busy, R"("status":"rejected")"},
  standing{end_reason::no_answer, R"("status":"missed")"},
  standing{end_reason::network_error, R"("status":"failed")"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(direct_call_objects)

BOOST_AUTO_TEST_CASE(a_call_has_the_fields_of_both_seeds) {
  BOOST_TEST(
    shown(samples::ringing(call_media::agora))
    == R"({"id":"695661c0a1b2c3d4e5f60719",)"
       R"("_id":"695661c0a1b2c3d4e5f60719",)"
       R"("callId":"695661c0a1b2c3d4e5f60719",)"
       R"("callerId":"maya","callerType":"user","calleeId":"arjun",)"
       R"("calleeType":"astrologer","recipientId":"arjun",)"
       R"("recipientType":"astrologer",)"
       R"("callerName":"Maya \"M\"","calleeName":null,)"
       R"("callType":"video","media":"agora","status":"ringing",)"
       R"("channelName":"call_1","agoraChannelName":"call_1",)"
       R"("conversationId":"695661c0a1b2c3d4e5f60718",)"
       R"("initiatedAt":"2026-01-01T12:00:00.123Z",)"
       R"("createdAt":"2026-01-01T12:00:00.123Z",)"
       R"("startedAt":"2026-01-01T12:00:00.123Z",)"
       R"("answeredAt":null,"acceptedAt":null,"connectedAt":null,)"
       R"("endedAt":null,"updatedAt":"2026-01-01T12:00:00.123Z",)"
       R"("ringUntil":"2026-01-01T12:01:00.123Z",)"
       R"("duration":0,"endReason":null,"reason":null,"endedBy":null})");
}

BOOST_AUTO_TEST_CASE(a_call_that_is_over_says_when_and_why) {
  auto call = samples::ended(call_media::agora, end_reason::completed);
  call.connected_at = samples::at(6'000);
  call.detail = "bye";
  const auto json = shown(call);
  for (const auto* part :
       {R"("answeredAt":"2026-01-01T12:00:05.123Z",)"
        R"("acceptedAt":"2026-01-01T12:00:05.123Z")",
        R"("connectedAt":"2026-01-01T12:00:06.123Z",)"
        R"("endedAt":"2026-01-01T12:01:05.623Z")",
        R"("updatedAt":"2026-01-01T12:01:05.623Z")",
        R"("duration":60,"endReason":"completed","reason":"bye",)"
        R"("endedBy":"arjun")"})
    BOOST_TEST(has(json, part), json << " lacks " << part);
}

BOOST_AUTO_TEST_CASE(the_last_change_is_the_latest_that_happened) {
  auto call = samples::answered(call_media::agora);
  BOOST_TEST(has(shown(call), R"("updatedAt":"2026-01-01T12:00:05.123Z")"));
  call.connected_at = samples::at(6'000);
  BOOST_TEST(has(shown(call), R"("updatedAt":"2026-01-01T12:00:06.123Z")"));
}

BOOST_AUTO_TEST_CASE(a_live_call_stands_at_its_stage) {
  auto call = samples::answered(call_media::agora);
  BOOST_TEST(has(shown(call), R"("status":"answered")"));
  call.state = schema::call_state::ongoing;
  BOOST_TEST(has(shown(call), R"("status":"ongoing")"));
}

BOOST_AUTO_TEST_CASE(the_reason_of_an_end_makes_its_status) {
  for (const auto& row : standings) {
    const auto json = shown(samples::ended(call_media::agora, row.why));
    BOOST_TEST(has(json, row.fields), json);
    BOOST_TEST(
      has(json, R"("endReason":")" + std::string{to_string(row.why)} + '"'),
      json);
  }
}

BOOST_AUTO_TEST_CASE(busy_is_a_reason_too) {
  BOOST_TEST(has(shown(samples::ended(call_media::agora, end_reason::busy)),
                 R"("endReason":"busy","reason":"busy","endedBy":null)"));
}

BOOST_AUTO_TEST_CASE(a_call_of_webrtc_has_no_channel) {
  BOOST_TEST(has(shown(samples::ringing(call_media::webrtc)),
                 R"("media":"webrtc","status":"ringing","channelName":null,)"
                 R"("agoraChannelName":null)"));
}

BOOST_AUTO_TEST_CASE(who_looks_sees_the_direction) {
  const auto call = samples::ringing(call_media::agora);
  BOOST_TEST(shown(call, call.caller).ends_with(R"(,"direction":"outgoing"})"));
  BOOST_TEST(shown(call, call.callee).ends_with(R"(,"direction":"incoming"})"));
  BOOST_TEST(!has(shown(call), "direction"));
}

BOOST_AUTO_TEST_CASE(with_a_token_it_can_be_joined) {
  const auto call = samples::ringing(call_media::agora);
  const auto caller = samples::maya();
  const auto callee = samples::arjun();
  const dialects::call_view view{.call = call,
                                 .caller = caller,
                                 .callee = callee,
                                 .token = "007abc",
                                 .app_id = "app",
                                 .token_expires_at = samples::at(3'600'000)};
  std::string out;
  dialects::direct::write_call(out, view);
  BOOST_TEST(out.ends_with(
    R"(,"agoraToken":"007abc","token":"007abc","uid":0,"agoraUid":0,)"
    R"("appId":"app","expiresAt":"2026-01-01T13:00:00.123Z"})"));
  out.clear();
  dialects::direct::write_call_token(out, view);
  const std::string token =
    R"({"callId":"695661c0a1b2c3d4e5f60719","channelName":"call_1",)"
    R"("agoraChannelName":"call_1","agoraToken":"007abc",)"
    R"("token":"007abc","uid":0,"agoraUid":0,"appId":"app",)"
    R"("expiresAt":"2026-01-01T13:00:00.123Z"})";
  BOOST_TEST(out == token);
  out.clear();
  dialects::direct::tell_call_token(out, view);
  BOOST_TEST(out == R"(["call:token",)" + token + "]");
}

BOOST_AUTO_TEST_SUITE_END()
