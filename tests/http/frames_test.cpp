// WebSocket and Engine.IO as the real server speaks them.

#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace tests;

struct fixture : server_fixture {
  fixture() {
    client.open();
    gateway.wait(0, [](const session_record&) { return true; });
  }

  void wait_packets(std::size_t count) {
    gateway.wait(0, [count](const session_record& s) {
      return s.packets.size() >= count;
    });
  }

  /// Sends it, and expects to be closed with this code.
  void breaks(std::string_view bytes, std::uint16_t code) {
    client.send(bytes);
    auto frame = client.read_frame();
    if (frame.first_byte == 0x81) {
      BOOST_TEST(frame.payload == "1"); // Engine.IO's own close
      frame = client.read_frame();
    }
    BOOST_TEST(int{frame.first_byte} == 0x88);
    BOOST_TEST(frame.close_code() == code);
    BOOST_TEST(client.read_to_end() == "");
    gateway.wait(0, [](const session_record& s) { return !!s.closed; });
    BOOST_TEST(gateway.session(0).times_closed == 1);
  }

  raw_client client = connect();
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(frames, fixture)

BOOST_AUTO_TEST_CASE(messages_of_one_read_come_as_one_block) {
  client.send(client_text("40") + client_text("42[\"a\"]")
              + client_frame(0x82, std::string_view{"\0\1", 2}));
  wait_packets(3);
  const auto s = gateway.session(0);
  BOOST_TEST(s.blocks == 1u);
  BOOST_TEST(s.packets[0] == "0");
  BOOST_TEST(s.packets[1] == "2[\"a\"]");
  BOOST_TEST((s.packets[2] == std::string{"\0\1", 2}));
  BOOST_TEST((s.binary == std::vector<bool>{false, false, true}));
}

BOOST_AUTO_TEST_CASE(bytes_may_come_as_base64) {
  client.send(client_text("451-[]") + client_text("bAP8C") + client_text("b"));
  wait_packets(3);
  const auto s = gateway.session(0);
  BOOST_TEST((s.packets[1] == std::string{"\x00\xff\x02", 3}));
  BOOST_TEST(s.packets[2] == "");
  BOOST_TEST((s.binary == std::vector<bool>{false, true, true}));
}

BOOST_AUTO_TEST_CASE(base64_that_is_none_is_refused) {
  breaks(client_text("bAP8"), 1002);
}

BOOST_AUTO_TEST_CASE(in_revision_3_base64_has_its_type_in_front) {
  auto old = connect();
  old.open("?EIO=3&transport=websocket");
  old.send(client_text("b4AP8C") + client_text("bAP8C"));
  BOOST_TEST(int{old.read_frame().first_byte} == 0x88);
  gateway.wait(1, [](const session_record& s) { return !!s.closed; });
  const auto s = gateway.session(1);
  BOOST_REQUIRE(s.packets.size() == 1u);
  BOOST_TEST((s.packets[0] == std::string{"\x00\xff\x02", 3}));
  BOOST_TEST(s.binary[0]);
}

BOOST_AUTO_TEST_CASE(frames_may_come_byte_by_byte) {
  const auto bytes = client_text("42[\"caf\xc3\xa9\"]")
                     + client_frame(0x01, "42[\"ha") + client_frame(0x89, "?")
                     + client_frame(0x80, "lf\"]");
  for (const char c : bytes)
    client.send({&c, 1});
  wait_packets(2);
  const auto s = gateway.session(0);
  BOOST_TEST(s.packets[0] == "2[\"caf\xc3\xa9\"]");
  BOOST_TEST(s.packets[1] == "2[\"half\"]");
  BOOST_TEST((client.read_frame() == server_frame{0x8a, "?"}));
}

BOOST_AUTO_TEST_CASE(what_a_session_posts_arrives_in_order) {
  const auto out = gateway.session(0).out;
  for (int i = 0; i < 300; ++i)
    BOOST_TEST(out->post(wire::frame::text("42[" + std::to_string(i) + "]")));
  for (int i = 0; i < 300; ++i)
    BOOST_TEST(client.read_frame().payload == "42[" + std::to_string(i) + "]");
}

BOOST_AUTO_TEST_CASE(a_large_message_passes) {
  const auto text = "4" + std::string(900'000, 'x');
  client.send(client_text(text));
  wait_packets(1);
  BOOST_TEST(gateway.session(0).packets[0].size() == 900'000u);
}

BOOST_AUTO_TEST_CASE(a_websocket_ping_is_answered_with_its_bytes) {
  client.send(client_frame(0x89, "are you there") + client_frame(0x89, ""));
  BOOST_TEST((client.read_frame() == server_frame{0x8a, "are you there"}));
  BOOST_TEST((client.read_frame() == server_frame{0x8a, ""}));
}

BOOST_AUTO_TEST_CASE(a_flood_of_pings_is_answered_for_the_last_at_least) {
  std::string flood;
  for (int i = 0; i < 5'000; ++i)
    flood += client_frame(0x89, std::to_string(i));
  client.send(flood);
  for (int seen = 0;; ++seen) {
    BOOST_REQUIRE(seen < 5'000);
    const auto frame = client.read_frame();
    BOOST_REQUIRE(int{frame.first_byte} == 0x8a);
    if (frame.payload == "4999")
      break;
  }
}

BOOST_AUTO_TEST_CASE(unmasked_frames_are_refused) {
  breaks(std::string_view{"\x81\x02"
                          "40",
                          4},
         1002);
}

BOOST_AUTO_TEST_CASE(reserved_bits_are_refused) {
  breaks(client_frame(0xc1, "40"), 1002);
}

BOOST_AUTO_TEST_CASE(reserved_opcodes_are_refused) {
  breaks(client_frame(0x83, "40"), 1002);
}

BOOST_AUTO_TEST_CASE(long_control_frames_are_refused) {
  breaks(client_frame(0x89, std::string(126, 'x')), 1002);
}

BOOST_AUTO_TEST_CASE(fragmented_control_frames_are_refused) {
  breaks(client_frame(0x09, "x"), 1002);
}

BOOST_AUTO_TEST_CASE(text_has_to_be_utf8) {
  breaks(client_text("4\xc3\x28"), 1007);
}

BOOST_AUTO_TEST_CASE(an_announced_giant_is_refused_at_its_header) {
  breaks(
    std::string_view{"\x81\xff\x00\x00\x00\xff\xff\xff\xff\xff\x00\x00\x00\x00",
                     14},
    1009);
}

BOOST_AUTO_TEST_CASE(one_byte_over_the_limit_is_too_much) {
  breaks(client_text(std::string(1'000'001, '4')), 1009);
}

BOOST_AUTO_TEST_CASE(a_client_of_revision_4_does_not_ping) {
  breaks(client_text("2"), 1002);
}

BOOST_AUTO_TEST_CASE(an_unknown_packet_type_is_refused) {
  breaks(client_text("9hello"), 1002);
}

BOOST_AUTO_TEST_CASE(an_empty_packet_is_refused) {
  breaks(client_text(""), 1002);
}

BOOST_AUTO_TEST_CASE(what_came_before_a_violation_is_delivered) {
  breaks(client_text("40") + client_text("6") + client_text("42[\"late\"]"),
         1002);
  const auto s = gateway.session(0);
  BOOST_REQUIRE(s.packets.size() == 1u);
  BOOST_TEST(s.packets[0] == "0");
  BOOST_TEST((s.closed == actors::close_reason::protocol_error));
  BOOST_TEST(metrics.packets_malformed.value() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
