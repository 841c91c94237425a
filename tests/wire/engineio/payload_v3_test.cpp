#include "payload_text.hpp"

#include <boost/test/unit_test.hpp>

using payload_text::bytes;
using payload_text::texts;
using wire::engineio::decode_payload;
using wire::engineio::encode_payload;
using wire::engineio::max_payload_packets;
using wire::engineio::revision;

namespace {

const std::string euro = "\xe2\x82\xac";      // one unit, three bytes
const std::string smile = "\xf0\x9f\x98\x80"; // two units, four bytes
/// What browsers send for a lone surrogate.
const std::string replaced = "\xef\xbf\xbd";

std::string read(std::string_view body) {
  return payload_text::describe(decode_payload(body, revision::v3));
}

std::string written(const std::vector<wire::frame_ptr>& frames,
                    bool text_only = false) {
  const auto out = encode_payload(frames, revision::v3, text_only);
  BOOST_TEST(!out.binary);
  return out.body;
}

} // namespace

BOOST_AUTO_TEST_SUITE(payloads_of_revision_3)

BOOST_AUTO_TEST_CASE(each_packet_stands_behind_its_length) {
  const std::pair<std::string, std::string> cases[] = {
    {"1:2", "2 "},
    {"1:6", "6 "},
    {"6:2probe", "2 probe"},
    {"2:40", "4 0"},
    {"6:4hello", "4 hello"},
    {"6:4hello1:26:4world", "4 hello|2 |4 world"},
    {"14:40/ns?token=x,", "4 0/ns?token=x,"},
    {"7:42[\"e\"]1:1", "4 2[\"e\"]|1 "},
    // The separator of revision 4 is a character like any other.
    {"4:4a\036b", "4 a\036b"},
    {bytes("4:4a\0b"), bytes("4 a\0b")},
    // Colons and digits within a packet are data.
    {"4:41:21:3", "4 1:2|3 "},
  };
  for (const auto& [body, expected] : cases)
    BOOST_TEST(read(body) == expected, body);
}

BOOST_AUTO_TEST_CASE(lengths_count_utf16_code_units) {
  const std::pair<std::string, std::string> cases[] = {
    {"2:4\xc3\xa9", "4 \xc3\xa9"},
    {"6:4hello2:4" + euro, "4 hello|4 " + euro},
    {"3:4" + smile, "4 " + smile},
    {"5:4" + smile + smile + "1:2", "4 " + smile + smile + "|2 "},
    {"6:4a" + smile + euro + "b", "4 a" + smile + euro + "b"},
    {"3:4" + replaced + replaced, "4 " + replaced + replaced},
    {"2:4\xef\xbf\xbf", "4 \xef\xbf\xbf"},         // U+FFFF, the last of one
    {"3:4\xf0\x90\x80\x80", "4 \xf0\x90\x80\x80"}, // U+10000, the first of two
    {"2:4\xdf\xbf", "4 \xdf\xbf"},                 // U+07FF
    {"2:4\xe0\xa0\x80", "4 \xe0\xa0\x80"},         // U+0800
  };
  for (const auto& [body, expected] : cases) {
    BOOST_TEST(read(body) == expected, body);
    const auto decoded = decode_payload(body, revision::v3);
    BOOST_REQUIRE(decoded.has_value());
    BOOST_TEST(payload_text::encode(*decoded, revision::v3).body == body);
  }
}

BOOST_AUTO_TEST_CASE(a_length_in_bytes_or_characters_is_wrong) {
  BOOST_TEST(read("4:4" + euro) == "! bad packet length");
  BOOST_TEST(read("2:4" + smile) == "! bad packet length");
  BOOST_TEST(read("5:4" + smile) == "! bad packet length");
  // The length ends between two surrogates.
  BOOST_TEST(read("4:4" + smile + smile) == "! bad packet length");
}

BOOST_AUTO_TEST_CASE(a_binary_message_is_b4_and_base64) {
  BOOST_TEST(read("6:b4AQID") == "4b \x01\x02\x03");
  BOOST_TEST(read("6:4hello10:b4AQIDBA==") == "4 hello|4b \x01\x02\x03\x04");
  BOOST_TEST(read("2:b41:2") == "4b |2 ");
}

BOOST_AUTO_TEST_CASE(only_messages_are_binary) {
  for (const auto* body : {"1:b", "2:b2", "2:b7", "6:bAQID4", "5:bAQID"})
    BOOST_TEST(read(body) == "! unknown packet type", body);
}

BOOST_AUTO_TEST_CASE(nothing_is_no_payload_and_no_packet) {
  BOOST_TEST(read("") == "! empty payload");
  for (const auto* body : {"0:", "0:1:2", "1:20:", "1:20:1:2"})
    BOOST_TEST(read(body) == "! empty packet", body);
}

BOOST_AUTO_TEST_CASE(a_length_and_a_colon_are_needed) {
  for (const auto* body : {"1", "12", "2", ":", ":2", "::2", "2probe", "4hello",
                           "b4AQID", "1;2", "4hello\0362"})
    BOOST_TEST(read(body) == "! bad packet length", body);
}

BOOST_AUTO_TEST_CASE(a_length_is_a_decimal_number) {
  for (const auto* body : {"-1:2", "+1:2", " 1:2", "1 :2", "1.0:2", "1e0:2",
                           "1e9:2", "0x1:2", "a:2", "/:2", "1\xc2\xb2:2"})
    BOOST_TEST(read(body) == "! bad packet length", body);
  BOOST_TEST(read(bytes("1\0:2")) == "! bad packet length");
}

BOOST_AUTO_TEST_CASE(a_length_has_no_zeros_to_spare) {
  for (const auto* body :
       {"01:2", "001:2", "00:", "1:201:2", "000000000000000000000000000001:2"})
    BOOST_TEST(read(body) == "! bad packet length", body);
  BOOST_TEST(read("10:4123456789") == "4 123456789");
}

BOOST_AUTO_TEST_CASE(nothing_stands_behind_the_last_packet) {
  for (const auto* body : {"1:2x", "1:2\n", "1:22", "1:2:", "1:21", "1:2 1:2"})
    BOOST_TEST(read(body) == "! bad packet length", body);
}

BOOST_AUTO_TEST_CASE(a_length_is_at_most_what_follows) {
  for (const auto* body :
       {"1:", "2:2", "1:22:2", "999999999:4",
        // 10 digits, 2^32+1, 2^64+1, 30 digits
        "1000000000:4", "4294967297:2", "18446744073709551617:2",
        "100000000000000000000000000001:2"})
    BOOST_TEST(read(body) == "! bad packet length", body);
}

BOOST_AUTO_TEST_CASE(types_are_0_to_6) {
  for (const auto* body : {"1:7", "1:x", "1:\xe2\x82\xac", "1:21:8", "2: 4"})
    BOOST_TEST(read(body) == "! unknown packet type", body);
}

BOOST_AUTO_TEST_CASE(bad_base64_is_refused) {
  for (const auto* body :
       {"5:b4AQI", "3:b4A", "6:b4AR==", "6:b4A\n==", "10:b4AQ==AQ=="})
    BOOST_TEST(read(body) == "! bad base64", body);
}

BOOST_AUTO_TEST_CASE(text_is_utf8) {
  for (const auto* body : {"2:4\xff", "2:4\xc3", "2:4\xc0\x80",
                           "2:4\xed\xa0\x80", "3:4\xf0\x9f\x98", "\xff:2"})
    BOOST_TEST(read(body) == "! text that is not UTF-8", body);
}

BOOST_AUTO_TEST_CASE(packets_of_one_payload_are_limited) {
  std::string body;
  for (std::size_t i = 0; i < max_payload_packets; ++i)
    body += "1:2";
  BOOST_TEST(decode_payload(body, revision::v3)->packets.size()
             == max_payload_packets);
  BOOST_TEST(read(body + "1:2") == "! too many packets");
}

BOOST_AUTO_TEST_CASE(texts_become_lengths_and_packets) {
  BOOST_TEST(written(texts({"6"})) == "1:6");
  BOOST_TEST(written(texts({"4hello", "2", "4world"}))
             == "6:4hello1:26:4world");
  BOOST_TEST(written(texts({"4" + euro + smile})) == "4:4" + euro + smile);
  BOOST_TEST(written({}) == "");
}

BOOST_AUTO_TEST_CASE(who_asked_for_text_gets_base64) {
  auto frames = texts({"4hello"});
  frames.push_back(wire::frame::binary("\x04\x01\x02\x03"));
  BOOST_TEST(written(frames, true) == "6:4hello6:b4AQID");
  BOOST_TEST(written({wire::frame::binary("\x04")}, true) == "2:b4");
}

BOOST_AUTO_TEST_SUITE_END()
