#include "payload_text.hpp"

#include <boost/test/unit_test.hpp>

using payload_text::bytes;
using payload_text::texts;
using wire::engineio::decode_payload;
using wire::engineio::encode_payload;
using wire::engineio::incoming_packet;
using wire::engineio::max_payload_packets;
using wire::engineio::packet_type;
using wire::engineio::revision;

namespace {

// The separator 0x1E is written \036, since an octal escape ends after three
// digits.

std::string read(std::string_view body) {
  return payload_text::describe(decode_payload(body, revision::v4));
}

std::string written(const std::vector<wire::frame_ptr>& frames) {
  const auto out = encode_payload(frames, revision::v4, false);
  BOOST_TEST(!out.binary);
  return out.body;
}

} // namespace

BOOST_AUTO_TEST_SUITE(payloads_of_revision_4)

BOOST_AUTO_TEST_CASE(packets_are_joined_by_a_separator) {
  const std::pair<std::string, std::string> cases[] = {
    {"1", "1 "},
    {"2probe", "2 probe"},
    {"40", "4 0"},
    {"4hello", "4 hello"},
    {"4hello\0362\0364world", "4 hello|2 |4 world"},
    {"40/custom,{}\03642[\"e\",1]", "4 0/custom,{}|4 2[\"e\",1]"},
    {"4\xe2\x82\xac", "4 \xe2\x82\xac"},
    {"4\xf0\x9f\x98\x80", "4 \xf0\x9f\x98\x80"},
    {bytes("4a\0b"), bytes("4 a\0b")},
    {"0{}\0363\0365\0366", "0 {}|3 |5 |6 "},
  };
  for (const auto& [body, expected] : cases)
    BOOST_TEST(read(body) == expected, body);
}

BOOST_AUTO_TEST_CASE(a_binary_message_is_b_and_base64) {
  BOOST_TEST(read("bAQID") == "4b \x01\x02\x03");
  BOOST_TEST(read("4hello\036bAQIDBA==") == "4 hello|4b \x01\x02\x03\x04");
  BOOST_TEST(read("bAAA=\036bAQID\0364x")
             == bytes("4b \0\0|4b \x01\x02\x03|4 x"));
  BOOST_TEST(read("b") == "4b ");
}

BOOST_AUTO_TEST_CASE(data_lie_one_behind_the_other) {
  const auto x = decode_payload("42[]\036bAQID\0362\0364z", revision::v4);
  BOOST_REQUIRE(x.has_value());
  BOOST_TEST(x->bytes == "2[]\x01\x02\x03z");
  const std::vector<incoming_packet> expected{
    {packet_type::message, false, 0, 3},
    {packet_type::message, true, 3, 3},
    {packet_type::ping, false, 6, 0},
    {packet_type::message, false, 6, 1},
  };
  BOOST_TEST((x->packets == expected));
}

BOOST_AUTO_TEST_CASE(nothing_is_no_payload) {
  BOOST_TEST(read("") == "! empty payload");
}

BOOST_AUTO_TEST_CASE(every_separator_stands_between_two_packets) {
  for (const auto* body : {"\036", "4a\036", "\0364a", "4a\036\0364b"})
    BOOST_TEST(read(body) == "! empty packet", body);
}

BOOST_AUTO_TEST_CASE(types_are_0_to_6) {
  for (const auto* body :
       {"7", "/", ":", "x", "B", "a", " 4", "4a\0368", "\xe2\x82\xac"})
    BOOST_TEST(read(body) == "! unknown packet type", body);
  BOOST_TEST(read(bytes("\0")) == "! unknown packet type");
}

BOOST_AUTO_TEST_CASE(bad_base64_is_refused) {
  for (const auto* body : {"bA", "bAQ", "bAQI", "bAQ=", "bAR==", "bAQ==AQ==",
                           "b4AQID", "b AQI", "bAQ\n=", "4a\036b="})
    BOOST_TEST(read(body) == "! bad base64", body);
}

BOOST_AUTO_TEST_CASE(text_is_utf8) {
  for (const auto* body : {
         "4\xff",
         "4\x80",
         "4\xc3",             // cut at the end
         "4\xc3\0364a",       // cut by the separator
         "4\xf0\x9f\x98",     // three bytes of four
         "4\xc0\x80",         // overlong
         "4\xed\xa0\x80",     // a surrogate
         "4\xf4\x90\x80\x80", // beyond U+10FFFF
         "bAQ\xff=",
         "\xff",
       })
    BOOST_TEST(read(body) == "! text that is not UTF-8", body);
}

BOOST_AUTO_TEST_CASE(packets_of_one_payload_are_limited) {
  std::string body = "2";
  for (std::size_t i = 1; i < max_payload_packets; ++i)
    body += "\0362";
  BOOST_TEST(decode_payload(body, revision::v4)->packets.size()
             == max_payload_packets);
  BOOST_TEST(read(body + "\0362") == "! too many packets");
  BOOST_TEST(read(body + "\036b") == "! too many packets");
}

BOOST_AUTO_TEST_CASE(frames_become_one_payload) {
  BOOST_TEST(written(texts({"40{\"sid\":\"x\"}"})) == "40{\"sid\":\"x\"}");
  BOOST_TEST(written(texts({"4hello", "2", "4world"}))
             == "4hello\0362\0364world");
  BOOST_TEST(written({}) == "");
}

BOOST_AUTO_TEST_CASE(binary_frames_become_base64) {
  auto frames = texts({"4hello"});
  frames.push_back(wire::frame::binary("\x01\x02\x03\x04"));
  BOOST_TEST(written(frames) == "4hello\036bAQIDBA==");
  BOOST_TEST(written({wire::frame::binary("")}) == "b");
  // The client always takes text here.
  BOOST_TEST(encode_payload(frames, revision::v4, true).body
             == "4hello\036bAQIDBA==");
}

BOOST_AUTO_TEST_SUITE_END()
