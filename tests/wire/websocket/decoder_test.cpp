#include "client_frames.hpp"
#include "wire/websocket/decoder.hpp"

#include <boost/test/unit_test.hpp>

using client::bytes;
using client::decode;
using client::recorder;
using wire::websocket::close_code;
using wire::websocket::decoder;
using wire::websocket::limits;
using wire::websocket::opcode;

namespace {

using lines = std::vector<std::string>;

} // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(lines)
BOOST_TEST_DONT_PRINT_LOG_VALUE(std::optional<close_code>)

BOOST_AUTO_TEST_SUITE(decoder_of_single_frames)

BOOST_AUTO_TEST_CASE(the_text_frame_of_the_rfc_reads_hello) {
  const auto stream = bytes("\x81"             // FIN, text
                            "\x85"             // masked, 5 bytes
                            "\x37\xfa\x21\x3d" // mask
                            "\x7f\x9f\x4d\x51\x58");
  const auto found = decode(stream);
  BOOST_TEST((found.lines == lines{"text Hello"}));
  BOOST_TEST(!found.failed);
}

BOOST_AUTO_TEST_CASE(a_binary_frame_is_told_from_text_and_need_not_be_utf8) {
  const auto stream = bytes("\x82"             // FIN, binary
                            "\x82"             // masked, 2 bytes
                            "\x00\x00\x00\x00" // mask that changes nothing
                            "\xff\xfe");
  BOOST_TEST((decode(stream).lines == lines{"binary \xff\xfe"}));
}

BOOST_AUTO_TEST_CASE(an_empty_text_is_a_message) {
  const auto stream = bytes("\x81\x80"
                            "\x01\x02\x03\x04");
  BOOST_TEST((decode(stream).lines == lines{"text "}));
}

BOOST_AUTO_TEST_CASE(lengths_of_16_bits_are_big_endian) {
  const std::string payload(300, 'x');
  const auto stream = bytes("\x81"
                            "\xfe"     // masked, 16 bits of length follow
                            "\x01\x2c" // 300
                            "\x00\x00\x00\x00")
                      + payload;
  BOOST_TEST((decode(stream).lines == lines{"text " + payload}));
}

BOOST_AUTO_TEST_CASE(lengths_of_64_bits_are_big_endian) {
  const std::string payload(65'536, 'x');
  const auto stream = bytes("\x81"
                            "\xff" // masked, 64 bits of length follow
                            "\x00\x00\x00\x00\x00\x01\x00\x00" // 65,536
                            "\x00\x00\x00\x00")
                      + payload;
  BOOST_TEST((decode(stream).lines == lines{"text " + payload}));
}

BOOST_AUTO_TEST_CASE(several_frames_of_one_read_come_in_order) {
  const auto stream = client::frame(opcode::text, "one")
                      + client::frame(opcode::ping, "two")
                      + client::frame(opcode::binary, "three")
                      + client::frame(opcode::pong, "four");
  const lines expected{"text one", "ping two", "binary three", "pong four"};
  BOOST_TEST((decode(stream).lines == expected));
}

BOOST_AUTO_TEST_CASE(a_whole_frame_is_handed_out_where_it_lies) {
  const limits bounds;
  decoder d{&bounds};
  recorder found;
  auto stream = client::frame(opcode::text, "hello");
  BOOST_TEST(!d.feed(stream, found));
  BOOST_TEST((found.last_address == stream.data() + 6));
  BOOST_TEST(d.held_bytes() == 0U);
}

BOOST_AUTO_TEST_CASE(a_frame_cut_in_two_is_kept_until_its_rest_comes) {
  const limits bounds;
  decoder d{&bounds};
  recorder found;
  auto stream = client::frame(opcode::text, "hello");
  BOOST_TEST(!d.feed(std::span{stream}.first(8), found));
  BOOST_TEST(found.lines.empty());
  BOOST_TEST(d.holds_partial());
  BOOST_TEST(!d.feed(std::span{stream}.subspan(8), found));
  BOOST_TEST((found.lines == lines{"text hello"}));
  BOOST_TEST(!d.holds_partial());
  BOOST_TEST(d.held_bytes() == 0U);
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_fails_with_1007) {
  const std::string bad[] = {
    "\xc0\xaf",                 // overlong /
    "\xed\xa0\x80",             // U+D800, a surrogate
    "\xf4\x90\x80\x80",         // U+110000
    "\xe2\x82",                 // cut at the end
    "\x80",                     // begins in the middle
    "good \xff",                // no such byte
    "\xf8\x88\x80\x80\x80",     // five bytes long
    "caf\xc3\xa9 and then \xc3" // good, then cut
  };
  for (const auto& text : bad) {
    const auto found = decode(client::frame(opcode::text, text));
    BOOST_TEST((found.failed == close_code::invalid_payload), text);
    BOOST_TEST(found.lines.empty());
  }
}

BOOST_AUTO_TEST_CASE(what_came_before_a_failure_is_handed_out) {
  const auto stream = client::frame(opcode::text, "good")
                      + bytes("\x83\x80") // opcode 3
                      + client::frame(opcode::text, "never seen");
  const auto found = decode(stream);
  BOOST_TEST((found.lines == lines{"text good"}));
  BOOST_TEST((found.failed == close_code::protocol_error));
}

BOOST_AUTO_TEST_CASE(after_stop_nothing_of_the_same_read_is_handed_out) {
  const limits bounds;
  decoder d{&bounds};
  recorder found;
  found.to_stop = &d;
  auto stream = client::frame(opcode::text, "last")
                + client::frame(opcode::text, "never seen");
  BOOST_TEST(!d.feed(stream, found));
  BOOST_TEST((found.lines == lines{"text last"}));
}

BOOST_AUTO_TEST_CASE(stop_within_a_message_that_was_held_is_safe) {
  const limits bounds;
  decoder d{&bounds};
  recorder found;
  found.to_stop = &d;
  for (auto c : client::frame(opcode::text, "piece by piece"))
    BOOST_TEST(!d.feed({&c, 1}, found));
  BOOST_TEST((found.lines == lines{"text piece by piece"}));
  BOOST_TEST(d.held_bytes() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
