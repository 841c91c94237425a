// Reading pauses while too much of a socket's input is in work.

#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace tests;

struct fixture : server_fixture {
  explicit fixture(config::settings s = test_settings())
    : server_fixture{std::move(s)} {
    gateway.keep_credit(true);
    client.open();
    gateway.wait(0, [](const session_record&) { return true; });
  }

  void wait_packets(std::size_t count) {
    gateway.wait(0, [count](const session_record& s) {
      return s.packets.size() >= count;
    });
  }

  raw_client client = connect();
};

struct with_short_heartbeat : fixture {
  with_short_heartbeat() : fixture{make()} {
    // nop
  }

  static config::settings make() {
    auto s = test_settings();
    s.ping_interval = std::chrono::milliseconds{200};
    s.ping_timeout = std::chrono::milliseconds{1800};
    return s;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(credit, fixture)

BOOST_AUTO_TEST_CASE(reading_stops_at_64_packets_and_goes_on_below_half) {
  std::string some;
  for (int i = 0; i < 64; ++i)
    some += client_text("4a");
  client.send(some);
  wait_packets(64);
  client.send(client_text("4after"));
  // Another socket of the same thread: when it is served, a reader that were
  // not paused would have been served too.
  auto other = connect();
  other.open();
  other.send(client_text("4b"));
  gateway.wait(1, [](const session_record& s) { return !s.packets.empty(); });
  BOOST_TEST(gateway.session(0).packets.size() == 64u);
  BOOST_TEST(metrics.reads_paused.value() == 1u);
  gateway.give_back(0);
  wait_packets(65);
  BOOST_TEST(gateway.session(0).packets.back() == "after");
}

BOOST_AUTO_TEST_CASE(reading_stops_at_256_kib) {
  const std::string large(300'000, 'x');
  client.send(client_text("4" + large));
  wait_packets(1);
  client.send(client_text("4after"));
  auto other = connect();
  other.open();
  other.send(client_text("4b"));
  gateway.wait(1, [](const session_record& s) { return !s.packets.empty(); });
  BOOST_TEST(gateway.session(0).packets.size() == 1u);
  gateway.give_back(0);
  wait_packets(2);
}

BOOST_AUTO_TEST_CASE(at_most_one_read_goes_over_the_bound) {
  std::string flood;
  for (int i = 0; i < 100'000; ++i)
    flood += client_text("4a");
  std::size_t sent = 0;
  for (int i = 0; i < 100; ++i)
    sent += client.send_some(std::string_view{flood}.substr(sent));
  wait_packets(64);
  auto other = connect();
  other.open();
  // One read of 64 KiB holds that many of these frames.
  BOOST_TEST(gateway.session(0).packets.size() <= 63 + 65536 / 8u);
}

BOOST_AUTO_TEST_CASE(a_paused_socket_still_gets_what_is_posted) {
  std::string some;
  for (int i = 0; i < 64; ++i)
    some += client_text("4a");
  client.send(some);
  wait_packets(64);
  gateway.session(0).out->post(wire::frame::text("4answer"));
  BOOST_TEST(client.read_frame().payload == "4answer");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(a_paused_socket_is_not_cut_for_pongs_that_are_not_read,
                        with_short_heartbeat) {
  std::string some;
  for (int i = 0; i < 64; ++i)
    some += client_text("40");
  client.send(some);
  wait_packets(64);
  BOOST_TEST(client.read_frame().payload == "2");
  client.send(client_text("3"));
  // Far more than the timeout passes; nothing but the close may come.
  BOOST_TEST(client.is_silent(std::chrono::milliseconds{2500}));
  gateway.give_back(0);
  BOOST_TEST(client.read_frame().payload == "2"); // the pong counted
}
