#include "wire/frame.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <thread>

using wire::frame;

namespace {

/// The header of a text frame around `size` bytes.
std::string header_of(std::size_t size) {
  const auto made = frame::text(std::string(size, 'x'));
  const auto all = made->websocket();
  return std::string{all.substr(0, all.size() - size)};
}

std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (auto value : values)
    out += static_cast<char>(value);
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(outgoing_frames)

BOOST_AUTO_TEST_CASE(a_text_frame_is_its_header_and_the_packet) {
  const auto made = frame::text("42[\"x\"]");
  BOOST_TEST(made->websocket()
             == std::string{"\x81" // FIN, text
                            "\x07" // not masked, 7 bytes
                            "42[\"x\"]"});
  BOOST_TEST(made->packet() == "42[\"x\"]");
}

BOOST_AUTO_TEST_CASE(lengths_are_written_in_their_shortest_form) {
  BOOST_TEST(header_of(0) == bytes({0x81, 0}));
  BOOST_TEST(header_of(125) == bytes({0x81, 125}));
  BOOST_TEST(header_of(126) == bytes({0x81, 126, 0, 126}));
  BOOST_TEST(header_of(65'535) == bytes({0x81, 126, 0xff, 0xff}));
  BOOST_TEST(header_of(65'536) == bytes({0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}));
}

BOOST_AUTO_TEST_CASE(a_binary_frame_is_its_header_and_the_payload) {
  const auto made = frame::binary({"\x04\x00\x01", 3});
  BOOST_TEST(made->websocket()
             == bytes({0x82, // FIN, binary
                       3,    // not masked, 3 bytes
                       4, 0, 1}));
  BOOST_TEST(made->packet() == bytes({4, 0, 1}));
}

BOOST_AUTO_TEST_CASE(only_binary_messages_are_binary) {
  BOOST_TEST(frame::binary("")->is_binary());
  BOOST_TEST(frame::binary(std::string(70'000, 'x'))->is_binary());
  BOOST_TEST(!frame::text("")->is_binary());
  BOOST_TEST(!frame::text("\x02")->is_binary());
  BOOST_TEST(!frame::control(0x8, "x")->is_binary());
  BOOST_TEST(!frame::control(0xa, "x")->is_binary());
}

BOOST_AUTO_TEST_CASE(a_frame_is_small) {
  static_assert(sizeof(frame) == 12);
}

BOOST_AUTO_TEST_CASE(a_control_frame_carries_at_most_125_bytes) {
  const auto made = frame::control(0x9, std::string(200, 'x'));
  BOOST_TEST(made->websocket() == bytes({0x89, 125}) + std::string(125, 'x'));
}

BOOST_AUTO_TEST_CASE(a_frame_is_shared_across_threads) {
  auto made = frame::text("shared");
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([copy = made] {
      for (int k = 0; k < 10'000; ++k) {
        const auto again = copy;
        static_cast<void>(again->packet());
      }
    });
  threads.clear();
  BOOST_TEST(made->packet() == "shared");
}

BOOST_AUTO_TEST_SUITE_END()
