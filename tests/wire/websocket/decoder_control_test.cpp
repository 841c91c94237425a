#include "client_frames.hpp"

#include <boost/test/unit_test.hpp>

using client::bytes;
using client::decode;
using client::frame;
using wire::websocket::close_code;
using wire::websocket::decoder;
using wire::websocket::limits;
using wire::websocket::opcode;

namespace {

using lines = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(decoder_of_control_frames)

BOOST_AUTO_TEST_CASE(a_ping_carries_up_to_125_bytes_of_anything) {
  const std::string payload(125, '\xff');
  BOOST_TEST(
    (decode(frame(opcode::ping, payload)).lines == lines{"ping " + payload}));
}

BOOST_AUTO_TEST_CASE(a_close_without_payload_has_no_code) {
  BOOST_TEST(
    (decode(bytes("\x88\x80\x01\x02\x03\x04")).lines == lines{"close -"}));
}

BOOST_AUTO_TEST_CASE(a_close_has_a_code_and_a_reason) {
  const auto stream = bytes("\x88"     // FIN, close
                            "\x85"     // masked, 5 bytes
                            "\0\0\0\0" // mask that changes nothing
                            "\x03\xe8" // 1000
                            "bye");
  BOOST_TEST((decode(stream).lines == lines{"close 1000 bye"}));
}

BOOST_AUTO_TEST_CASE(codes_that_may_not_be_sent_fail_with_1002) {
  for (int code = 0; code <= 0xffff; ++code) {
    const bool good = (code >= 1000 && code <= 1003)
                      || (code >= 1007 && code <= 1014)
                      || (code >= 3000 && code <= 4999);
    const auto found = decode(client::close(static_cast<std::uint16_t>(code)));
    if (found.failed.has_value() == good || found.lines.empty() == good)
      BOOST_ERROR("close code " << code);
    if (found.failed && found.failed != close_code::protocol_error)
      BOOST_ERROR("answer to close code " << code);
  }
}

BOOST_AUTO_TEST_CASE(a_close_of_one_byte_fails_with_1002) {
  BOOST_TEST((decode(frame(opcode::close, "\x03")).failed
              == close_code::protocol_error));
}

BOOST_AUTO_TEST_CASE(a_close_reason_that_is_not_utf8_fails_with_1007) {
  BOOST_TEST((decode(client::close(1000, "\xff")).failed
              == close_code::invalid_payload));
}

BOOST_AUTO_TEST_CASE(nothing_is_processed_after_a_close) {
  const auto stream =
    client::close(1000) + frame(opcode::text, "late") + bytes("\xff\xff");
  for (std::size_t piece : {std::size_t{1}, stream.size()}) {
    const auto found = decode(stream, piece);
    BOOST_TEST((found.lines == lines{"close 1000"}));
    BOOST_TEST(!found.failed.has_value());
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_processed_after_a_failure) {
  const limits bounds;
  decoder d{&bounds};
  client::recorder found;
  auto bad = bytes("\x81\x05hello"); // not masked
  BOOST_TEST((d.feed(bad, found) == close_code::protocol_error));
  auto good = frame(opcode::text, "hello");
  BOOST_TEST(!d.feed(good, found).has_value());
  BOOST_TEST(found.lines.empty());
}

BOOST_AUTO_TEST_CASE(control_frames_come_between_fragments) {
  const auto stream =
    frame(opcode::text, "one ", false) + frame(opcode::ping, "p")
    + frame(opcode::continuation, "two ", false) + frame(opcode::pong, "q")
    + frame(opcode::continuation, "three");
  const lines expected{"ping p", "pong q", "text one two three"};
  for (std::size_t piece = 1; piece <= stream.size(); ++piece)
    BOOST_TEST((decode(stream, piece).lines == expected));
}

BOOST_AUTO_TEST_CASE(a_close_between_fragments_ends_the_message) {
  const auto stream = frame(opcode::text, "never ", false) + client::close(1001)
                      + frame(opcode::continuation, "complete");
  BOOST_TEST((decode(stream).lines == lines{"close 1001"}));
}

BOOST_AUTO_TEST_CASE(a_control_frame_that_was_held_leaves_no_memory_behind) {
  const limits bounds;
  decoder d{&bounds};
  client::recorder found;
  auto stream = frame(opcode::ping, "held");
  BOOST_TEST(!d.feed(std::span{stream}.first(7), found));
  BOOST_TEST(d.holds_partial());
  BOOST_TEST(!d.feed(std::span{stream}.subspan(7), found));
  BOOST_TEST((found.lines == lines{"ping held"}));
  BOOST_TEST(!d.holds_partial());
}

BOOST_AUTO_TEST_SUITE_END()
