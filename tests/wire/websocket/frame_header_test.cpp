#include "client_frames.hpp"
#include "wire/websocket/frame_header.hpp"

#include <boost/test/unit_test.hpp>

using client::bytes;
using wire::websocket::close_code;
using wire::websocket::opcode;
using wire::websocket::parse_header;

BOOST_TEST_DONT_PRINT_LOG_VALUE(std::optional<close_code>)
BOOST_TEST_DONT_PRINT_LOG_VALUE(opcode)

BOOST_AUTO_TEST_SUITE(frame_headers)

BOOST_AUTO_TEST_CASE(every_field_is_read) {
  const auto parsed = parse_header(bytes("\x01"     // no FIN, text
                                         "\xfe"     // masked, 16 bits
                                         "\x01\x00" // 256
                                         "abcd"));  // mask
  BOOST_REQUIRE(parsed.header.has_value());
  BOOST_TEST(parsed.header->opcode == opcode::text);
  BOOST_TEST(!parsed.header->fin);
  BOOST_TEST(parsed.header->length == 256U);
  BOOST_TEST(parsed.header->key[0] == 'a');
  BOOST_TEST(parsed.header->key[3] == 'd');
  BOOST_TEST(parsed.header->size == 8);
}

BOOST_AUTO_TEST_CASE(headers_that_break_a_rule_are_refused) {
  const std::string broken[] = {
    bytes("\xc1\x80"),                     // RSV1, permessage-deflate's bit
    bytes("\xa1\x80"),                     // RSV2
    bytes("\x91\x80"),                     // RSV3
    bytes("\x83\x80"),                     // reserved data opcodes 3-7
    bytes("\x87\x80"),                     //
    bytes("\x8b\x80"),                     // reserved control opcodes 11-15
    bytes("\x8f\x80"),                     //
    bytes("\x81\x05"),                     // no mask
    bytes("\x81\x00"),                     // no mask, empty
    bytes("\x09\x80"),                     // a ping without FIN
    bytes("\x89\xfe"),                     // a ping over 125 bytes
    bytes("\x88\xff"),                     // a close over 125 bytes
    bytes("\x81\xfe\x00\x7d"),             // 125 written in 16 bits
    bytes("\x81\xff\0\0\0\0\0\0\xff\xff"), // 65,535 in 64 bits
    bytes("\x81\xff\x80\0\0\0\0\0\0\0"),   // the top bit
    bytes("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff"), // 2^64-1
  };
  for (const auto& header : broken) {
    const auto parsed = parse_header(header);
    BOOST_TEST((parsed.error == close_code::protocol_error));
    BOOST_TEST(!parsed.header.has_value());
  }
}

BOOST_AUTO_TEST_CASE(a_bad_first_byte_is_refused_by_itself) {
  BOOST_TEST((parse_header(bytes("\xf1")).error == close_code::protocol_error));
}

BOOST_AUTO_TEST_CASE(every_truncated_header_asks_for_more) {
  const auto whole = bytes("\x82\xff\0\0\0\0\0\x01\0\0"
                           "mask");
  for (std::size_t n = 0; n < whole.size(); ++n) {
    const auto parsed = parse_header(std::string_view{whole}.substr(0, n));
    BOOST_TEST(!parsed.header.has_value());
    BOOST_TEST(!parsed.error.has_value());
  }
  BOOST_TEST(parse_header(whole).header->length == 65'536U);
  BOOST_TEST(parse_header(whole).header->size == 14);
}

BOOST_AUTO_TEST_CASE(unmasking_agrees_with_the_rule_at_any_size_and_offset) {
  constexpr std::array<char, 4> key{'\x01', '\x82', '\x7f', '\xff'};
  for (std::size_t size = 0; size < 40; ++size)
    for (std::size_t offset = 0; offset < 9; ++offset) {
      std::string text(size, '\0');
      std::string expected(size, '\0');
      for (std::size_t i = 0; i < size; ++i) {
        text[i] = static_cast<char>(i * 7);
        expected[i] = static_cast<char>(text[i] ^ key[(offset + i) % 4]);
      }
      wire::websocket::unmask(text, key, offset);
      BOOST_TEST(text == expected);
    }
}

BOOST_AUTO_TEST_SUITE_END()
