#include "dialects/unified/payload.hpp"
#include "schema/calls.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

using dialects::unified::relayed_as;

namespace {

schema::result<std::string> read(std::string_view json,
                                 relayed_as what = relayed_as::other) {
  const simdjson::dom::object fields = base::parse_json(json).value();
  return dialects::unified::read_payload(fields, what);
}

/// What is handed on of `json`.
std::string relayed(std::string_view json,
                    relayed_as what = relayed_as::other) {
  return read(json, what).value();
}

std::string opened(std::string_view payload) {
  std::string out;
  dialects::unified::open_event(out, "call:answer", payload);
  return out;
}

struct row {
  std::string_view said;
  std::string_view relayed;
};

constexpr std::array rows{
  row{"{}", ""},
  row{R"({"callId":"c1","from":"x","to":"y"})", ""},
  row{R"( { "sdp" : "v=0" , "type":"offer" } )",
      R"({"sdp":"v=0","type":"offer"})"},
  // Nested names are the client's own.
  row{R"({"callId":"c1","data":{"callId":"c2","from":["x",{"to":1}]}})",
      R"({"data":{"callId":"c2","from":["x",{"to":1}]}})"},
  // Numbers keep the kind that other languages tell apart.
  row{R"({"a":1.0,"b":1,"c":-0.5,"d":1e3,"e":18446744073709551615})",
      R"({"a":1.0,"b":1,"c":-0.5,"d":1000.0,"e":18446744073709551615})"},
  row{R"({"a":[],"b":{},"c":null,"d":true,"e":""})",
      R"({"a":[],"b":{},"c":null,"d":true,"e":""})"},
  row{R"({"a":"\u0000\u001e\"\\\/\n","\u0062\"":"é\ud83d\ude00"})",
      R"({"a":"\u0000\u001e\"\\/\n","b\"":"é😀"})"},
  row{R"({"a":["\u0000\u001e\"\\\n"]})", R"({"a":["\u0000\u001e\"\\\n"]})"},
  row{R"({"a":"\ud800"})", "{\"a\":\"\xef\xbf\xbd\"}"},
  // However it is spelled.
  row{R"({"\u0063allId":"c1","fro\u006d":"x","a":1})", R"({"a":1})"},
  row{R"({"callid":"c1","From":"x","callId ":1})",
      R"({"callid":"c1","From":"x","callId ":1})"},
  // The first is what the server reads.
  row{R"({"a":1,"b":2,"a":3,"\u0061":4})", R"({"a":1,"b":2})"},
  row{R"({"":0,"":1})", R"({"":0})"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(unified_payloads)

BOOST_AUTO_TEST_CASE(unknown_fields_are_relayed_untouched) {
  for (const auto& x : rows) {
    BOOST_TEST(relayed(x.said) == x.relayed, x.said);
    BOOST_TEST(relayed(x.said, relayed_as::invite) == x.relayed, x.said);
  }
}

BOOST_AUTO_TEST_CASE(the_servers_own_names_never_come_through) {
  for (const auto* name :
       {"callId", "from", "sender", "to", "accept", "reason", "duration"})
    for (const auto what : {relayed_as::invite, relayed_as::other})
      BOOST_TEST(
        relayed(R"({"a":1,")" + std::string{name} + R"(":"x","b":2})", what)
          == R"({"a":1,"b":2})",
        name);
}

BOOST_AUTO_TEST_CASE(nobody_says_for_themselves_who_calls) {
  for (const auto* name :
       {"media", "callerId", "callerName", "callerAvatar", "calleeId",
        "recipientId", "conversationId", "conversation", "expiresAt"}) {
    const auto json = R"({")" + std::string{name} + R"(":"x"})";
    BOOST_TEST(relayed(json, relayed_as::invite).empty(), name);
    BOOST_TEST(relayed(json, relayed_as::other) == json, name);
  }
}

BOOST_AUTO_TEST_CASE(at_most_64_kib_are_relayed) {
  constexpr auto frame = std::string_view{R"({"a":""})"}.size();
  const auto with = [](std::size_t size) {
    return R"({"a":")" + std::string(size, 'x') + R"("})";
  };
  const auto most = with(schema::most_payload - frame);
  BOOST_TEST((relayed(most) == most));
  const auto over = read(with(schema::most_payload - frame + 1));
  BOOST_REQUIRE(!over);
  BOOST_TEST((over.error().code == schema::errc::payload_too_large));
  for (const auto& giant :
       {with(900'000), R"({"a":["x)" + std::string(900'000, 'x') + R"("]})",
        R"({"a":")" + std::string(60'000, '\x7f') + R"(","b":")"
          + std::string(60'000, 'x') + R"("})"})
    BOOST_TEST(!read(giant));
}

BOOST_AUTO_TEST_CASE(what_is_not_relayed_may_be_any_size) {
  BOOST_TEST(
    relayed(R"({"to":")" + std::string(900'000, 'x') + R"("})").empty());
}

BOOST_AUTO_TEST_CASE(escapes_count) {
  std::string quotes;
  for (int i = 0; i < 40'000; ++i)
    quotes += "\\\"";
  BOOST_TEST(!read(R"({"a":")" + quotes + R"("})"));
}

BOOST_AUTO_TEST_CASE(many_names_are_no_trouble) {
  std::string json = "{";
  for (int i = 0; i < 6'000; ++i)
    json += '"' + std::to_string(10'000 + i) + "\":1,";
  json.back() = '}';
  BOOST_TEST((relayed(json) == json));
}

BOOST_AUTO_TEST_CASE(an_event_begins_with_what_the_other_client_said) {
  BOOST_TEST(opened("") == R"(["call:answer",{)");
  BOOST_TEST(opened("{}") == R"(["call:answer",{)");
  BOOST_TEST(opened(R"({"a":1,"b":{}})") == R"(["call:answer",{"a":1,"b":{},)");
}

BOOST_AUTO_TEST_SUITE_END()
