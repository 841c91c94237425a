#include "wire/websocket/handshake.hpp"

#include <boost/test/unit_test.hpp>

using wire::websocket::check_upgrade;
using wire::websocket::upgrade_fields;
using wire::websocket::wants_websocket;

namespace {

constexpr upgrade_fields good{"websocket", "Upgrade", "13",
                              "dGhlIHNhbXBsZSBub25jZQ=="};

unsigned status_of(upgrade_fields fields) {
  const auto refused = check_upgrade(fields);
  return refused ? refused->status : 101;
}

} // namespace

BOOST_AUTO_TEST_SUITE(websocket_handshake)

BOOST_AUTO_TEST_CASE(the_key_of_the_rfc_gives_its_accept_value) {
  BOOST_TEST(wire::websocket::accept_value("dGhlIHNhbXBsZSBub25jZQ==")
             == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

BOOST_AUTO_TEST_CASE(the_answer_is_complete) {
  BOOST_TEST(wire::websocket::switching_protocols(good.key, "X-More: yes\r\n")
             == "HTTP/1.1 101 Switching Protocols\r\n"
                "Upgrade: websocket\r\n"
                "Connection: Upgrade\r\n"
                "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                "X-More: yes\r\n"
                "\r\n");
}

BOOST_AUTO_TEST_CASE(header_values_are_lists_in_any_case) {
  BOOST_TEST(status_of(good) == 101U);
  auto fields = good;
  fields.upgrade = "WebSocket";
  fields.connection = "keep-alive, Upgrade";
  BOOST_TEST(status_of(fields) == 101U);
  fields.connection = "UPGRADE ,\tKeep-Alive";
  fields.upgrade = "h2c, WEBSOCKET";
  BOOST_TEST(status_of(fields) == 101U);
}

BOOST_AUTO_TEST_CASE(tokens_are_whole_words) {
  BOOST_TEST(!wants_websocket("websockets", "upgrade"));
  BOOST_TEST(!wants_websocket("websocket", "upgrade-insecure"));
  BOOST_TEST(!wants_websocket("web socket", "upgrade"));
  BOOST_TEST(!wants_websocket("", "upgrade"));
  BOOST_TEST(!wants_websocket("websocket", ""));
  BOOST_TEST(!wants_websocket("websocket", "keep-alive"));
}

BOOST_AUTO_TEST_CASE(only_version_13_is_spoken) {
  for (const auto* version : {"", "8", "12", "14", "013", "13, 8", "x"}) {
    auto fields = good;
    fields.version = version;
    BOOST_TEST(status_of(fields) == 426U, version);
  }
}

BOOST_AUTO_TEST_CASE(a_key_is_16_bytes_of_base64) {
  for (const auto* key :
       {"", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ=",
        "dGhlIHNhbXBsZSBub25jZQ===", "dGhlIHNhbXBsZSBub25jZ!==",
        "dGhlIHNhbXBsZSBub25jZQ== x", "c2hvcnQ=", "dGhlIHNhbXBsZSBub25jZTE="}) {
    auto fields = good;
    fields.key = key;
    BOOST_TEST(status_of(fields) == 400U, key);
  }
}

BOOST_AUTO_TEST_SUITE_END()
