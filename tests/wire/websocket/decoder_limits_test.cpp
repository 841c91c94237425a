#include "client_frames.hpp"

#include <boost/test/unit_test.hpp>

using client::bytes;
using client::decode;
using client::frame;
using wire::websocket::close_code;
using wire::websocket::decoder;
using wire::websocket::decoder_overhead;
using wire::websocket::limits;
using wire::websocket::opcode;

namespace {

constexpr limits ten{.max_message = 10};

} // namespace

BOOST_AUTO_TEST_SUITE(decoder_limits)

BOOST_AUTO_TEST_CASE(a_message_of_exactly_the_limit_is_taken) {
  const auto stream = frame(opcode::text, "0123456789");
  BOOST_TEST(!decode(stream, 3, ten).failed.has_value());
  BOOST_TEST(decode(stream, 3, ten).lines.size() == 1U);
}

BOOST_AUTO_TEST_CASE(one_byte_more_is_refused_at_the_header) {
  const auto header = frame(opcode::text, "0123456789a").substr(0, 6);
  BOOST_TEST((decode(header, 1, ten).failed == close_code::message_too_big));
}

BOOST_AUTO_TEST_CASE(a_huge_announcement_is_refused_without_memory) {
  const limits bounds;
  decoder d{&bounds};
  client::recorder found;
  auto header = bytes("\x82\xff"
                      "\x7f\xff\xff\xff\xff\xff\xff\xff" // 2^63-1
                      "mask");
  BOOST_TEST((d.feed(header, found) == close_code::message_too_big));
  BOOST_TEST(d.held_bytes() == 0U);
}

BOOST_AUTO_TEST_CASE(an_allowed_announcement_alone_allocates_next_to_nothing) {
  const limits bounds;
  decoder d{&bounds};
  client::recorder found;
  auto header = bytes("\x82\xff"
                      "\x00\x00\x00\x00\x00\x0f\x42\x40" // 1,000,000
                      "mask"
                      "!");
  BOOST_TEST(!d.feed(header, found).has_value());
  BOOST_TEST(d.holds_partial());
  BOOST_TEST(d.held_bytes() <= decoder_overhead);
}

BOOST_AUTO_TEST_CASE(memory_follows_what_has_arrived) {
  const limits bounds;
  decoder d{&bounds};
  client::recorder found;
  auto stream = frame(opcode::binary, std::string(1'000'000, 'x'));
  std::size_t arrived = 0;
  for (std::size_t i = 0; i + 1000 < stream.size(); i += 1000) {
    BOOST_TEST(!d.feed(std::span{stream}.subspan(i, 1000), found).has_value());
    arrived += 1000;
    BOOST_TEST(d.held_bytes() <= 2 * arrived + decoder_overhead);
  }
  BOOST_TEST(d.held_bytes() <= 1'000'000 + decoder_overhead);
}

BOOST_AUTO_TEST_CASE(the_limit_is_over_all_fragments) {
  const auto first = frame(opcode::text, "01234", false);
  const auto good = first + frame(opcode::continuation, "56789");
  const auto bad = first + frame(opcode::continuation, "56789a");
  BOOST_TEST(!decode(good, 1, ten).failed.has_value());
  BOOST_TEST((decode(bad, 1, ten).failed == close_code::message_too_big));
  BOOST_TEST((decode(bad, 99, ten).failed == close_code::message_too_big));
}

BOOST_AUTO_TEST_CASE(control_frames_do_not_count_against_the_message) {
  const auto stream = frame(opcode::text, "01234", false)
                      + frame(opcode::ping, std::string(125, 'p'))
                      + frame(opcode::continuation, "56789");
  for (std::size_t piece : {1U, 7U, 1000U})
    BOOST_TEST(!decode(stream, piece, ten).failed.has_value());
}

BOOST_AUTO_TEST_CASE(a_failure_frees_what_was_held) {
  const limits bounds;
  decoder d{&bounds};
  client::recorder found;
  auto stream = frame(opcode::text, "fragment", false) + bytes("\xff\xff");
  BOOST_TEST(d.feed(stream, found).has_value());
  BOOST_TEST(d.held_bytes() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
