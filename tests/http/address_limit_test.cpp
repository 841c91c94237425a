// MAX_CONNECTIONS_PER_IP: places are counted, and come back once.

#include "http/address_limit.hpp"
#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>

namespace {

using namespace tests;
using actors::close_reason;
using http::address_limit;

constexpr std::string_view poll_path = "/socket.io/?EIO=4&transport=polling";

config::settings settings_of(std::uint32_t most,
                             std::vector<std::string> proxies = {}) {
  auto s = test_settings();
  s.max_connections_per_ip = most;
  s.trusted_proxies = std::move(proxies);
  return s;
}

std::string forwarded(std::string_view addresses) {
  return "X-Forwarded-For: " + std::string{addresses} + "\r\n";
}

struct limited : server_fixture {
  explicit limited(config::settings s) : server_fixture{std::move(s)} {
    // nop
  }

  /// Opens a polling session; the target of its requests.
  std::string open_polling(std::string_view headers = {}) {
    const auto answer = ask("GET", poll_path, headers);
    BOOST_REQUIRE_MESSAGE(has_status(answer, 200), answer);
    const auto begin = answer.find("\"sid\":\"") + 7;
    return std::string{poll_path}.append("&sid=").append(
      answer.substr(begin, answer.find('"', begin) - begin));
  }

  std::string upgrade(std::string_view path, std::string_view headers = {}) {
    return ask("GET", path,
               std::string{"Connection: Upgrade\r\nUpgrade: websocket\r\n"
                           "Sec-WebSocket-Version: 13\r\n"
                           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"}
                 .append(headers));
  }

  /// None of the three ways in is open.
  void expect_full(std::string_view headers = {}) {
    for (const auto& answer :
         {ask("GET", poll_path, headers),
          upgrade("/socket.io/?EIO=4&transport=websocket", headers),
          upgrade("/ws", headers)}) {
      BOOST_TEST(has_status(answer, 429), answer);
      BOOST_TEST(contains(answer, "Retry-After: 5\r\n"), answer);
      BOOST_TEST(body_of(answer).starts_with("rate_limited"), answer);
    }
  }

  void wait_closed(std::size_t index) {
    gateway.wait(index, [](const session_record& s) { return !!s.closed; });
    BOOST_TEST(gateway.session(index).times_closed == 1);
  }

  void wait_open(std::size_t index) {
    gateway.wait(index, [](const session_record&) { return true; });
  }
};

struct one : limited {
  one() : limited{settings_of(1)} {
    // nop
  }
};

struct behind_proxy : limited {
  behind_proxy() : limited{settings_of(1, {"127.0.0.0/8", "10.0.0.0/8"})} {
    // nop
  }
};

struct behind_others_proxy : limited {
  behind_others_proxy() : limited{settings_of(1, {"10.0.0.0/8"})} {
    // nop
  }
};

struct one_and_few_handshakes : limited {
  static config::settings make() {
    auto s = settings_of(1);
    s.handshakes_per_second = 1;
    return s;
  }

  one_and_few_handshakes() : limited{make()} {
    // nop
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(limit_of_addresses)

BOOST_AUTO_TEST_CASE(without_a_limit_nothing_is_kept) {
  address_limit none{0};
  for (int i = 0; i < 3; ++i) {
    const auto place = none.take("192.0.2.1");
    BOOST_REQUIRE(place.has_value());
    BOOST_TEST(*place == nullptr);
  }
}

BOOST_AUTO_TEST_CASE(each_address_has_its_own_places) {
  address_limit two{2};
  auto first = two.take("192.0.2.1");
  const auto second = two.take("192.0.2.1");
  BOOST_TEST((first && second));
  BOOST_TEST(!two.take("192.0.2.1"));
  BOOST_TEST(two.take("192.0.2.2").has_value());
  first.reset();
  first = two.take("192.0.2.1");
  BOOST_TEST(first.has_value());
  BOOST_TEST(!two.take("192.0.2.1"));
}

BOOST_AUTO_TEST_CASE(of_ipv6_a_64_is_one_address) {
  address_limit limit{1};
  const auto first = limit.take("2001:db8:0:1::1");
  BOOST_TEST(first.has_value());
  BOOST_TEST(!limit.take("2001:db8:0:1:ffff::2"));
  BOOST_TEST(limit.take("2001:db8:0:2::1").has_value());
}

BOOST_AUTO_TEST_CASE(ipv4_inside_of_ipv6_is_that_address) {
  address_limit limit{1};
  const auto first = limit.take("192.0.2.1");
  BOOST_TEST(!limit.take("::ffff:192.0.2.1"));
  BOOST_TEST(limit.take("::ffff:192.0.2.2").has_value());
}

BOOST_AUTO_TEST_CASE(a_place_may_outlive_the_limit) {
  std::optional<address_limit::place> place;
  {
    address_limit limit{1};
    place = limit.take("192.0.2.1");
  }
  BOOST_TEST(*place != nullptr);
}

BOOST_FIXTURE_TEST_CASE(a_websocket_gives_its_place_back, one) {
  for (std::size_t i = 0; i < 3; ++i) {
    auto client = connect();
    client.open();
    expect_full();
    wait_open(i);
    if (i % 2 == 0) {
      client.send(client_frame(0x88, ""));
    } else {
      gateway.session(i).out->close(close_reason::banned);
    }
    wait_closed(i);
  }
  BOOST_TEST(metrics.sockets_refused.value() == 9u);
}

BOOST_FIXTURE_TEST_CASE(a_socket_that_breaks_gives_its_place_back, one) {
  {
    auto client = connect();
    client.open();
    wait_open(0);
  }
  wait_closed(0);
  connect().open();
}

BOOST_FIXTURE_TEST_CASE(a_polling_session_gives_its_place_back, one) {
  const auto first = open_polling();
  expect_full();
  wait_open(0);
  BOOST_TEST(has_status(ask("POST", first, {}, "1"), 200));
  wait_closed(0);
  open_polling();
  expect_full();
  wait_open(1);
  gateway.session(1).out->close(close_reason::banned);
  wait_closed(1);
  open_polling();
}

BOOST_FIXTURE_TEST_CASE(an_upgraded_session_counts_once, one) {
  const auto session = open_polling();
  const auto query =
    "?EIO=4&transport=websocket" + session.substr(session.find("&sid="));
  wait_open(0);
  auto given_up = connect();
  given_up.open(query, {}, {}, false);
  given_up.send(client_frame(0x88, ""));
  BOOST_TEST(given_up.read_frame().first_byte == 0x88);
  expect_full();
  auto client = connect();
  client.open(query, {}, {}, false);
  client.send(client_text("2probe"));
  BOOST_TEST(client.read_frame().payload == "3probe");
  client.send(client_text("5"));
  gateway.session(0).out->post(wire::frame::text("4here"));
  auto frame = client.read_frame();
  while (frame.payload != "4here")
    frame = client.read_frame();
  expect_full();
  client.send(client_frame(0x88, ""));
  wait_closed(0);
  connect().open();
}

BOOST_FIXTURE_TEST_CASE(what_is_refused_holds_no_place, one) {
  BOOST_TEST(has_status(
    ask("GET", "/ws", "Connection: Upgrade\r\nUpgrade: websocket\r\n"), 426));
  BOOST_TEST(has_status(upgrade("/socket.io/?EIO=9&transport=websocket"), 400));
  connect().open();
}

BOOST_FIXTURE_TEST_CASE(too_fast_a_handshake_holds_no_place,
                        one_and_few_handshakes) {
  {
    auto client = connect();
    client.open();
    wait_open(0);
    expect_full(); // and takes no handshake
  }
  wait_closed(0);
  auto answer = ask("GET", poll_path);
  while (has_status(answer, 503))
    answer = ask("GET", poll_path);
  BOOST_TEST(has_status(answer, 200), answer);
}

BOOST_FIXTURE_TEST_CASE(behind_a_trusted_proxy_clients_are_told_apart,
                        behind_proxy) {
  open_polling(forwarded("198.51.100.1"));
  open_polling(forwarded("198.51.100.1, 198.51.100.2"));
  expect_full(forwarded("198.51.100.1"));
  expect_full(forwarded("198.51.100.9, 198.51.100.2, 10.0.0.1"));
  open_polling(forwarded("2001:db8::1"));
  expect_full(forwarded("2001:db8::2"));
}

BOOST_FIXTURE_TEST_CASE(of_more_fields_the_last_one_counts, behind_proxy) {
  open_polling(forwarded("198.51.100.1"));
  expect_full(forwarded("198.51.100.2") + forwarded("198.51.100.1"));
  expect_full(forwarded("198.51.100.2") + "x-forwarded-for: 198.51.100.1\r\n"
              + forwarded("10.0.0.1"));
}

BOOST_FIXTURE_TEST_CASE(of_nobody_else_a_forwarded_address_is_believed,
                        behind_others_proxy) {
  open_polling(forwarded("198.51.100.1"));
  expect_full(forwarded("198.51.100.2"));
  expect_full();
}

BOOST_FIXTURE_TEST_CASE(without_proxies_no_header_is_believed, one) {
  open_polling(forwarded("198.51.100.1"));
  expect_full(forwarded("198.51.100.2"));
  expect_full("Forwarded: for=198.51.100.3\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
