#include "payload_text.hpp"

#include <boost/test/unit_test.hpp>

using payload_text::bytes;
using payload_text::texts;
using wire::engineio::decode_binary_payload;
using wire::engineio::encode_payload;
using wire::engineio::max_payload_packets;
using wire::engineio::revision;

namespace {

std::string read(std::string_view body) {
  return payload_text::describe(decode_binary_payload(body));
}

/// What stands before a packet: its form, the digits of its length, the end.
std::string head(int form, std::initializer_list<int> digits) {
  std::string out{static_cast<char>(form)};
  for (auto digit : digits)
    out += static_cast<char>(digit);
  return out + '\xff';
}

std::string text(std::initializer_list<int> digits) {
  return head(0, digits);
}

std::string binary(std::initializer_list<int> digits) {
  return head(1, digits);
}

/// The example of the protocol: `4€`, then the bytes 1 to 4.
const auto example = bytes("\x00"          // text
                           "\x04"          // 4 bytes
                           "\xff"          // end of the length
                           "4\xe2\x82\xac" // a message
                           "\x01"          // binary
                           "\x05"          // 5 bytes
                           "\xff"          // end of the length
                           "\x04"          // a message
                           "\x01\x02\x03\x04");

} // namespace

BOOST_AUTO_TEST_SUITE(binary_payloads_of_revision_3)

BOOST_AUTO_TEST_CASE(the_example_of_the_protocol_is_read) {
  BOOST_TEST(read(example) == "4 \xe2\x82\xac|4b \x01\x02\x03\x04");
}

BOOST_AUTO_TEST_CASE(each_packet_stands_behind_form_and_length) {
  const std::pair<std::string, std::string> cases[] = {
    {text({1}) + "2", "2 "},
    {text({6}) + "2probe", "2 probe"},
    {binary({1}) + "\x04", "4b "},
    {text({1, 0}) + "4123456789", "4 123456789"},
    {binary({1, 2}) + "\x04" + "0123456789\xff", "4b 0123456789\xff"},
    {text({1}) + "2" + binary({2}) + "\x04x" + text({1}) + "3", "2 |4b x|3 "},
    {binary({3}) + "\x04\xff\xfe", "4b \xff\xfe"},
  };
  for (const auto& [body, expected] : cases)
    BOOST_TEST(read(body) == expected);
}

BOOST_AUTO_TEST_CASE(nothing_is_no_payload_and_no_packet) {
  BOOST_TEST(read("") == "! empty payload");
  BOOST_TEST(read(text({0})) == "! empty packet");
  BOOST_TEST(read(binary({0})) == "! empty packet");
}

BOOST_AUTO_TEST_CASE(a_length_is_decimal_digits_and_an_end) {
  const std::string cases[] = {
    bytes("\0"),        bytes("\0\x01"),           bytes("\0\x01\xfe") + "2",
    text({}) + "2",     text({10}) + "2123456789", text({'1'}) + "2",
    text({0xfe}) + "2", text({0, 1}) + "2", // a zero to spare
  };
  for (const auto& body : cases)
    BOOST_TEST(read(body) == "! bad packet length");
}

BOOST_AUTO_TEST_CASE(nothing_stands_behind_the_last_packet) {
  BOOST_TEST(read(text({1}) + "2" + "\x01") == "! bad packet length");
  BOOST_TEST(read(text({1}) + "22") == "! bad packet length");
}

BOOST_AUTO_TEST_CASE(a_length_is_at_most_what_follows) {
  const std::string cases[] = {
    text({1}),
    text({2}) + "2",
    binary({2}) + "\x04",
    text({1}) + "2" + text({2}) + "2",
    text({9, 9, 9, 9, 9, 9, 9, 9, 9}) + "4",
    text({1, 0, 0, 0, 0, 0, 0, 0, 0, 0}) + "4", // 10 digits
    text({4, 2, 9, 4, 9, 6, 7, 2, 9, 7}) + "2", // 2^32+1
    text({1, 8, 4, 4, 6, 7, 4, 4, 0, 7, 3, 7, 0, 9, 5, 5, 1, 6, 1, 7})
      + "2", // 2^64+1
  };
  for (const auto& body : cases)
    BOOST_TEST(read(body) == "! bad packet length");
}

BOOST_AUTO_TEST_CASE(forms_and_types_have_to_be_known) {
  const std::string cases[] = {
    head(2, {1}) + "\x04", // neither text nor binary
    head('0', {1}) + "4",
    text({1}) + "\x04", // a byte where a character stands
    text({1}) + "7",
    text({7}) + "b4AQID=", // base64 is for the text form
    binary({1}) + "4",     // a character where a byte stands
    binary({1}) + "\x02",  // a binary ping
    binary({1}) + "\x07",
  };
  for (const auto& body : cases)
    BOOST_TEST(read(body) == "! unknown packet type");
}

BOOST_AUTO_TEST_CASE(each_text_is_utf8_by_itself) {
  BOOST_TEST(read(text({2}) + "4\xff") == "! text that is not UTF-8");
  // Two halves of one character are no text.
  BOOST_TEST(read(text({2}) + "4\xc3" + text({2}) + "4\xa9")
             == "! text that is not UTF-8");
}

BOOST_AUTO_TEST_CASE(packets_of_one_payload_are_limited) {
  std::string body;
  for (std::size_t i = 0; i < max_payload_packets; ++i)
    body += binary({1}) + "\x04";
  BOOST_TEST(decode_binary_payload(body)->packets.size()
             == max_payload_packets);
  BOOST_TEST(read(body + binary({1}) + "\x04") == "! too many packets");
}

BOOST_AUTO_TEST_CASE(one_binary_frame_makes_the_payload_binary) {
  auto frames = texts({"4\xe2\x82\xac"});
  frames.push_back(wire::frame::binary("\x04\x01\x02\x03\x04"));
  const auto out = encode_payload(frames, revision::v3, false);
  BOOST_TEST(out.binary);
  BOOST_TEST(out.body == example);
}

BOOST_AUTO_TEST_CASE(longer_packets_have_more_digits) {
  const auto data = "\x04" + std::string(1'024, 'x');
  const std::vector frames{wire::frame::binary(data)};
  BOOST_TEST(encode_payload(frames, revision::v3, false).body
             == binary({1, 0, 2, 5}) + data);
}

BOOST_AUTO_TEST_SUITE_END()
