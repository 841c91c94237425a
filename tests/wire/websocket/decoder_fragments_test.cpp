#include "client_frames.hpp"

#include <boost/test/unit_test.hpp>

using client::bytes;
using client::decode;
using client::frame;
using wire::websocket::close_code;
using wire::websocket::limits;
using wire::websocket::opcode;

namespace {

using lines = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(decoder_of_fragments)

BOOST_AUTO_TEST_CASE(fragments_make_one_message) {
  const auto stream = bytes("\x01"         // no FIN, text
                            "\x83\0\0\0\0" // masked, 3 bytes
                            "Hel"
                            "\x80"         // FIN, continuation
                            "\x82\0\0\0\0" // masked, 2 bytes
                            "lo");
  BOOST_TEST((decode(stream).lines == lines{"text Hello"}));
}

BOOST_AUTO_TEST_CASE(empty_fragments_are_fragments) {
  const auto stream = frame(opcode::binary, "", false)
                      + frame(opcode::continuation, "", false)
                      + frame(opcode::continuation, "");
  BOOST_TEST((decode(stream).lines == lines{"binary "}));
}

BOOST_AUTO_TEST_CASE(a_character_may_lie_across_fragments) {
  const auto stream = frame(opcode::text, "\xf0\x9f", false)
                      + frame(opcode::continuation, "\x99", false)
                      + frame(opcode::continuation, "\x82!");
  BOOST_TEST((decode(stream).lines == lines{"text \xf0\x9f\x99\x82!"}));
}

BOOST_AUTO_TEST_CASE(text_cut_at_the_end_of_its_fragments_fails_with_1007) {
  const auto stream = frame(opcode::text, "good ", false)
                      + frame(opcode::continuation, "\xf0\x9f\x99");
  BOOST_TEST((decode(stream).failed == close_code::invalid_payload));
}

BOOST_AUTO_TEST_CASE(fragments_of_binary_need_not_be_utf8) {
  const auto stream =
    frame(opcode::binary, "\xff", false) + frame(opcode::continuation, "\xfe");
  BOOST_TEST((decode(stream).lines == lines{"binary \xff\xfe"}));
}

BOOST_AUTO_TEST_CASE(a_stray_continuation_fails_with_1002) {
  for (bool fin : {true, false})
    BOOST_TEST((decode(frame(opcode::continuation, "x", fin)).failed
                == close_code::protocol_error));
  const auto late =
    frame(opcode::text, "whole") + frame(opcode::continuation, "x");
  BOOST_TEST((decode(late).failed == close_code::protocol_error));
}

BOOST_AUTO_TEST_CASE(a_new_message_inside_a_fragmented_one_fails_with_1002) {
  for (auto code : {opcode::text, opcode::binary}) {
    const auto stream = frame(opcode::text, "open", false) + frame(code, "x");
    BOOST_TEST((decode(stream).failed == close_code::protocol_error));
  }
}

BOOST_AUTO_TEST_CASE(two_fragmented_messages_follow_each_other) {
  const auto one =
    frame(opcode::text, "a", false) + frame(opcode::continuation, "b");
  const auto two =
    frame(opcode::binary, "c", false) + frame(opcode::continuation, "d");
  BOOST_TEST((decode(one + two + one).lines
              == lines{"text ab", "binary cd", "text ab"}));
}

BOOST_AUTO_TEST_CASE(more_fragments_than_the_limit_fail_with_1008) {
  const limits three{.max_fragments = 3};
  auto stream =
    frame(opcode::text, "a", false) + frame(opcode::continuation, "", false);
  BOOST_TEST(!decode(stream + frame(opcode::continuation, ""), 1, three)
                .failed.has_value());
  stream +=
    frame(opcode::continuation, "", false) + frame(opcode::continuation, "");
  BOOST_TEST((decode(stream, 1, three).failed == close_code::policy_violation));
}

BOOST_AUTO_TEST_SUITE_END()
