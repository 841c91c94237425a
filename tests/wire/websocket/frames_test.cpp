#include "client_frames.hpp"
#include "wire/websocket/frames.hpp"

#include <boost/test/unit_test.hpp>

using client::bytes;
using wire::websocket::close_code;
using wire::websocket::close_frame;

BOOST_AUTO_TEST_SUITE(control_frames_of_the_server)

BOOST_AUTO_TEST_CASE(a_close_frame_has_code_and_reason) {
  BOOST_TEST(close_frame(close_code::normal, "bye")->websocket()
             == bytes("\x88"     // FIN, close
                      "\x05"     // not masked, 5 bytes
                      "\x03\xe8" // 1000
                      "bye"));
}

BOOST_AUTO_TEST_CASE(a_close_without_code_is_empty) {
  BOOST_TEST(wire::websocket::empty_close_frame()->websocket()
             == bytes("\x88\x00"));
}

BOOST_AUTO_TEST_CASE(a_peers_own_code_is_echoed) {
  BOOST_TEST(close_frame(4001)->websocket() == bytes("\x88\x02\x0f\xa1"));
}

BOOST_AUTO_TEST_CASE(a_long_reason_is_cut_between_characters) {
  std::string reason(122, 'x');
  reason += "\xc3\xa9";
  const auto frame = close_frame(close_code::going_away, reason);
  BOOST_TEST(frame->packet().size() == 124U);
  BOOST_TEST(frame->packet().substr(2) == std::string(122, 'x'));
}

BOOST_AUTO_TEST_CASE(a_pong_carries_the_payload_of_its_ping) {
  BOOST_TEST(wire::websocket::pong_frame("abc")->websocket()
             == bytes("\x8a\x03"
                      "abc"));
}

BOOST_AUTO_TEST_SUITE_END()
