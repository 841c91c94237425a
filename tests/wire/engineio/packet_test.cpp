#include "wire/engineio/packet.hpp"
#include "wire/engineio/revision.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

using namespace std::chrono_literals;
using wire::engineio::decode;
using wire::engineio::packet;
using wire::engineio::packet_type;

BOOST_AUTO_TEST_SUITE(engineio_packets)

BOOST_AUTO_TEST_CASE(the_first_character_is_the_type) {
  const std::pair<std::string_view, packet> cases[] = {
    {"0{}", {packet_type::open, "{}"}},
    {"1", {packet_type::close, ""}},
    {"2probe", {packet_type::ping, "probe"}},
    {"3", {packet_type::pong, ""}},
    {"42[\"x\"]", {packet_type::message, "2[\"x\"]"}},
    {"5", {packet_type::upgrade, ""}},
    {"6", {packet_type::noop, ""}},
  };
  for (const auto& [text, expected] : cases) {
    const auto decoded = decode(text);
    BOOST_TEST((decoded == expected), text);
    BOOST_TEST(to_digit(decoded->type) == text.front());
  }
}

BOOST_AUTO_TEST_CASE(empty_packets_and_unknown_types_are_malformed) {
  BOOST_TEST(!decode("").has_value());
  for (int c = 0; c < 256; ++c) {
    const char text[] = {static_cast<char>(c), 'x'};
    if (decode({text, 2}).has_value() != (c >= '0' && c <= '6'))
      BOOST_ERROR("type " << c);
  }
}

BOOST_AUTO_TEST_CASE(bytes_may_be_text_behind_a_mark) {
  using wire::engineio::find_base64;
  using wire::engineio::revision;
  BOOST_TEST((find_base64("bAQID", revision::v4) == "AQID"));
  BOOST_TEST((find_base64("b", revision::v4) == ""));
  BOOST_TEST((find_base64("b4AQID", revision::v3) == "AQID"));
  for (const auto* text : {"", "4b", "B", "40"})
    BOOST_TEST(!find_base64(text, revision::v4));
  for (const auto* text : {"b", "bAQID", "b3AQID", "4b4"})
    BOOST_TEST(!find_base64(text, revision::v3));
}

BOOST_AUTO_TEST_CASE(the_open_packet_has_exactly_five_keys) {
  constexpr std::array<std::string_view, 1> upgrades{"websocket"};
  BOOST_TEST(
    wire::engineio::open_packet("abc-_1", upgrades, 25s, 20s, 1'000'000)
    == R"(0{"sid":"abc-_1","upgrades":["websocket"],"pingInterval":25000,)"
       R"("pingTimeout":20000,"maxPayload":1000000})");
}

BOOST_AUTO_TEST_CASE(over_websocket_there_is_nothing_to_upgrade_to) {
  BOOST_TEST(wire::engineio::open_packet("s", {}, 300ms, 200ms, 5)
             == R"(0{"sid":"s","upgrades":[],"pingInterval":300,)"
                R"("pingTimeout":200,"maxPayload":5})");
}

BOOST_AUTO_TEST_CASE(a_revision_is_the_very_text_3_or_4) {
  using wire::engineio::parse_revision;
  using wire::engineio::revision;
  BOOST_TEST((parse_revision("4") == revision::v4));
  BOOST_TEST((parse_revision("3") == revision::v3));
  for (const auto* text : {"", "2", "5", "34", "4 ", " 4", "04", "4.0", "abc"})
    BOOST_TEST(!parse_revision(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
