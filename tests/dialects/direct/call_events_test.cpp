#include "../call_samples.hpp"
#include "dialects/direct/direct.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

using samples::side;
using schema::call_media;
using schema::end_reason;

namespace {

std::string tell(const schema::call_event& what, side to) {
  return samples::tell(dialects::dialect::direct, what, to);
}

schema::call ended(end_reason why) {
  return samples::ended(call_media::agora, why);
}

std::string tell_end(schema::call call, side to) {
  return tell(schema::call_ended{samples::shared(std::move(call)), {}}, to);
}

/// What the caller is told of, by one who looks like that.
std::string ring_of(const schema::profile& caller) {
  return samples::tell(
    dialects::dialect::direct,
    schema::call_incoming{samples::shared(samples::ringing(call_media::agora))},
    side::callee, caller, samples::arjun());
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

struct ending {
  end_reason why;
  std::string_view caller;
  std::string_view callee;
};

constexpr std::array endings{
  ending{end_reason::completed,
         R"(["call:ended",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"arjun","duration":60,"reason":null,)"
         R"("endReason":"completed","endedBy":"arjun",)"
         R"("endedAt":"2026-01-01T12:01:05.623Z"}])"
         "\n"
         R"(["call:end",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"arjun","duration":60,"reason":null,)"
         R"("endReason":"completed","endedBy":"arjun",)"
         R"("endedAt":"2026-01-01T12:01:05.623Z"}])"
         "\n",
         R"(["call:ended",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"maya","duration":60,"reason":null,)"
         R"("endReason":"completed","endedBy":"arjun",)"
         R"("endedAt":"2026-01-01T12:01:05.623Z"}])"
         "\n"
         R"(["call:end",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"maya","duration":60,"reason":null,)"
         R"("endReason":"completed","endedBy":"arjun",)"
         R"("endedAt":"2026-01-01T12:01:05.623Z"}])"
         "\n"},
  ending{end_reason::rejected,
         R"(["call:rejected",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"arjun","reason":null,"endReason":"rejected"}])"
         "\n"
         R"(["call:reject",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"arjun","reason":null,"endReason":"rejected"}])"
         "\n",
         R"(["call:ended",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"maya","duration":0,"reason":null,)"
         R"("endReason":"rejected","endedBy":"arjun",)"
         R"("endedAt":"2026-01-01T12:00:10.123Z"}])"
         "\n"
         R"(["call:end",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"maya","duration":0,"reason":null,)"
         R"("endReason":"rejected","endedBy":"arjun",)"
         R"("endedAt":"2026-01-01T12:00:10.123Z"}])"
         "\n"},
  ending{end_reason::no_answer,
         R"(["call:missed",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"arjun","endReason":"no_answer"}])"
         "\n"
         R"(["call:end",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"arjun","duration":0,"reason":null,)"
         R"("endReason":"no_answer","endedBy":null,)"
         R"("endedAt":"2026-01-01T12:00:10.123Z"}])"
         "\n",
         R"(["call:missed",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"maya","endReason":"no_answer"}])"
         "\n"
         R"(["call:end",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"maya","duration":0,"reason":null,)"
         R"("endReason":"no_answer","endedBy":null,)"
         R"("endedAt":"2026-01-01T12:00:10.123Z"}])"
         "\n"},
  // Told to the caller alone: it never rang.
  ending{end_reason::busy,
         R"(["call:rejected",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"arjun","reason":"busy","endReason":"busy"}])"
         "\n"
         R"(["call:reject",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"arjun","reason":"busy","endReason":"busy"}])"
         "\n",
         {}},
  ending{end_reason::cancelled,
         R"(["call:cancelled",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"arjun","duration":0,"reason":null,)"
         R"("endReason":"cancelled","endedBy":"maya",)"
         R"("endedAt":"2026-01-01T12:00:10.123Z"}])"
         "\n"
         R"(["call:ended",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"arjun","duration":0,"reason":null,)"
         R"("endReason":"cancelled","endedBy":"maya",)"
         R"("endedAt":"2026-01-01T12:00:10.123Z"}])"
         "\n"
         R"(["call:end",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"arjun","duration":0,"reason":null,)"
         R"("endReason":"cancelled","endedBy":"maya",)"
         R"("endedAt":"2026-01-01T12:00:10.123Z"}])"
         "\n",
         R"(["call:cancelled",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"maya","duration":0,"reason":null,)"
         R"("endReason":"cancelled","endedBy":"maya",)"
         R"("endedAt":"2026-01-01T12:00:10.123Z"}])"
         "\n"
         R"(["call:ended",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"maya","duration":0,"reason":null,)"
         R"("endReason":"cancelled","endedBy":"maya",)"
         R"("endedAt":"2026-01-01T12:00:10.123Z"}])"
         "\n"
         R"(["call:end",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"maya","duration":0,"reason":null,)"
         R"("endReason":"cancelled","endedBy":"maya",)"
         R"("endedAt":"2026-01-01T12:00:10.123Z"}])"
         "\n"},
  ending{end_reason::network_error,
         R"(["call:ended",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"arjun","duration":60,"reason":null,)"
         R"("endReason":"network_error","endedBy":null,)"
         R"("endedAt":"2026-01-01T12:01:05.623Z"}])"
         "\n"
         R"(["call:end",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"arjun","duration":60,"reason":null,)"
         R"("endReason":"network_error","endedBy":null,)"
         R"("endedAt":"2026-01-01T12:01:05.623Z"}])"
         "\n",
         R"(["call:ended",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"maya","duration":60,"reason":null,)"
         R"("endReason":"network_error","endedBy":null,)"
         R"("endedAt":"2026-01-01T12:01:05.623Z"}])"
         "\n"
         R"(["call:end",{"callId":"695661c0a1b2c3d4e5f60719",)"
         R"("contactId":"maya","duration":60,"reason":null,)"
         R"("endReason":"network_error","endedBy":null,)"
         R"("endedAt":"2026-01-01T12:01:05.623Z"}])"
         "\n"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(direct_call_events)

BOOST_AUTO_TEST_CASE(who_dialled_is_told_how_to_join_under_both_names) {
  BOOST_TEST(
    tell(schema::call_started{samples::shared(
           samples::ringing(call_media::agora))},
         side::caller)
    == R"(["call:initiated",{"callId":"695661c0a1b2c3d4e5f60719",)"
       R"("contactId":"arjun","callType":"video","channelName":"call_1",)"
       R"("agoraChannelName":"call_1","agoraToken":"007abc",)"
       R"("token":"007abc","uid":0,"agoraUid":0,"appId":"app",)"
       R"("expiresAt":"2026-01-01T13:00:00.123Z",)"
       R"("conversationId":"695661c0a1b2c3d4e5f60718",)"
       R"("ringUntil":"2026-01-01T12:01:00.123Z"}])"
       "\n"
       R"(["call:token",{"callId":"695661c0a1b2c3d4e5f60719",)"
       R"("contactId":"arjun","callType":"video","channelName":"call_1",)"
       R"("agoraChannelName":"call_1","agoraToken":"007abc",)"
       R"("token":"007abc","uid":0,"agoraUid":0,"appId":"app",)"
       R"("expiresAt":"2026-01-01T13:00:00.123Z",)"
       R"("conversationId":"695661c0a1b2c3d4e5f60718",)"
       R"("ringUntil":"2026-01-01T12:01:00.123Z"}])"
       "\n");
}

BOOST_AUTO_TEST_CASE(it_rings_with_all_that_both_seeds_show) {
  BOOST_TEST(ring_of(samples::maya())
             == R"(["call:incoming",{"callId":"695661c0a1b2c3d4e5f60719",)"
                R"("contactId":"maya","callerId":"maya","callerType":"user",)"
                R"("callerName":"Maya \"M\"","callerPhone":null,)"
                R"("callerAvatar":"https://cdn.example/maya.png",)"
                R"("callType":"video","channelName":"call_1",)"
                R"("agoraChannelName":"call_1","agoraToken":"007abc",)"
                R"("token":"007abc","uid":0,"agoraUid":0,"appId":"app",)"
                R"("expiresAt":"2026-01-01T13:00:00.123Z",)"
                R"("conversationId":"695661c0a1b2c3d4e5f60718",)"
                R"("ringUntil":"2026-01-01T12:01:00.123Z"}])"
                "\n");
}

BOOST_AUTO_TEST_CASE(a_phone_is_shown_only_if_its_owner_wants_that) {
  auto caller = samples::maya();
  BOOST_TEST(has(ring_of(caller), R"("callerPhone":null)"));
  caller.shows_phone = true;
  BOOST_TEST(has(ring_of(caller), R"("callerPhone":"+911234567890")"));
  caller.phone.reset();
  BOOST_TEST(has(ring_of(caller), R"("callerPhone":null)"));
}

BOOST_AUTO_TEST_CASE(only_an_admin_without_a_name_is_called_admin) {
  auto caller = samples::arjun();
  BOOST_TEST(has(ring_of(caller), R"("callerName":null)"));
  caller.role = schema::role::admin;
  BOOST_TEST(has(ring_of(caller), R"("callerName":"Admin")"));
  caller.name = "Asha";
  BOOST_TEST(has(ring_of(caller), R"("callerName":"Asha")"));
}

BOOST_AUTO_TEST_CASE(an_avatar_is_a_text_even_if_there_is_none) {
  BOOST_TEST(has(ring_of(samples::arjun()), R"("callerAvatar":"")"));
}

BOOST_AUTO_TEST_CASE(without_tokens_the_fields_are_there_and_null) {
  auto row = samples::ringing(call_media::agora);
  row.conversation.reset();
  const schema::call_event what = schema::call_started{samples::shared(row)};
  const auto caller = samples::maya();
  const auto callee = samples::arjun();
  const auto told = dialects::direct::tell_call(
    {what, {.call = row, .caller = caller, .callee = callee}, true});
  BOOST_REQUIRE_EQUAL(told.size(), 2u);
  BOOST_TEST(
    told.front()
    == R"(["call:initiated",{"callId":"695661c0a1b2c3d4e5f60719",)"
       R"("contactId":"arjun","callType":"video","channelName":"call_1",)"
       R"("agoraChannelName":"call_1","agoraToken":null,"token":null,)"
       R"("uid":0,"agoraUid":0,"appId":null,"expiresAt":null,)"
       R"("conversationId":null,"ringUntil":"2026-01-01T12:01:00.123Z"}])");
}

BOOST_AUTO_TEST_CASE(an_answer_is_told_under_both_names) {
  const schema::call_answered what{
    samples::shared(samples::answered(call_media::agora)), {}};
  BOOST_TEST(tell(what, side::caller)
             == R"(["call:accepted",{"callId":"695661c0a1b2c3d4e5f60719",)"
                R"("contactId":"arjun","channelName":"call_1",)"
                R"("answeredAt":"2026-01-01T12:00:05.123Z"}])"
                "\n"
                R"(["call:accept",{"callId":"695661c0a1b2c3d4e5f60719",)"
                R"("contactId":"arjun","channelName":"call_1",)"
                R"("answeredAt":"2026-01-01T12:00:05.123Z"}])"
                "\n");
}

BOOST_AUTO_TEST_CASE(who_dialled_second_hears_of_the_answer_of_the_first) {
  const schema::call_answered what{
    samples::shared(samples::answered(call_media::agora)), {}};
  BOOST_TEST(has(tell(what, side::callee), R"("contactId":"maya")"));
}

BOOST_AUTO_TEST_CASE(devices_that_rang_in_vain_hear_an_end) {
  const schema::call_taken what{
    samples::shared(samples::answered(call_media::agora))};
  BOOST_TEST(
    tell(what, side::callee)
    == R"(["call:ended",{"callId":"695661c0a1b2c3d4e5f60719",)"
       R"("contactId":"maya","duration":0,"reason":"answered_elsewhere",)"
       R"("endReason":"answered_elsewhere"}])"
       "\n"
       R"(["call:end",{"callId":"695661c0a1b2c3d4e5f60719",)"
       R"("contactId":"maya","duration":0,"reason":"answered_elsewhere",)"
       R"("endReason":"answered_elsewhere"}])"
       "\n");
}

BOOST_AUTO_TEST_CASE(candidates_are_none_of_agoras) {
  const schema::call_candidate what{
    samples::shared(samples::answered(call_media::agora)),
    R"({"candidate":"x"})"};
  BOOST_TEST(tell(what, side::caller).empty());
}

BOOST_AUTO_TEST_CASE(every_end_is_told_to_both) {
  for (const auto& row : endings) {
    BOOST_TEST(tell_end(ended(row.why), side::caller) == row.caller);
    BOOST_TEST(tell_end(ended(row.why), side::callee) == row.callee);
  }
}

BOOST_AUTO_TEST_CASE(the_words_of_whoever_ends_it_are_told) {
  for (const auto why :
       {end_reason::completed, end_reason::rejected, end_reason::cancelled}) {
    auto call = ended(why);
    call.detail = "I am \"driving\"\n";
    for (const auto to : {side::caller, side::callee})
      BOOST_TEST(has(tell_end(call, to), R"("reason":"I am \"driving\"\n")"));
  }
}

BOOST_AUTO_TEST_CASE(ids_are_escaped) {
  auto call = ended(end_reason::completed);
  call.id = {"a\"b\\c\xe2\x80\xa8"};
  auto callee = samples::arjun();
  callee.id = "\"";
  const auto told = samples::tell(dialects::dialect::direct,
                                  schema::call_ended{samples::shared(call), {}},
                                  side::caller, samples::maya(), callee);
  BOOST_TEST(
    has(told, R"(["call:end",{"callId":"a\"b\\c\u2028","contactId":"\"",)"));
  BOOST_TEST(has(told, R"("endedBy":"\"")"));
}

BOOST_AUTO_TEST_SUITE_END()
