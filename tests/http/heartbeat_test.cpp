// Pings, pongs, and who is cut when.

#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace tests;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

struct fixture : server_fixture {
  explicit fixture(config::settings s = make()) : server_fixture{std::move(s)} {
    client.open();
    opened = steady_clock::now();
  }

  static config::settings make() {
    auto s = test_settings();
    s.ping_interval = 300ms;
    s.ping_timeout = 200ms;
    return s;
  }

  /// Never early; how late it may be depends on the machine.
  void expect_after(steady_clock::time_point start,
                    std::chrono::milliseconds least) {
    BOOST_TEST((steady_clock::now() - start >= least - 20ms));
  }

  raw_client client = connect();
  steady_clock::time_point opened;
};

struct with_connect_timeout : fixture {
  with_connect_timeout() : fixture{make()} {
    // nop
  }

  static config::settings make() {
    auto s = test_settings();
    s.connect_timeout = 100ms;
    return s;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(heartbeat, fixture)

BOOST_AUTO_TEST_CASE(the_interval_restarts_at_the_pong) {
  client.send(client_text("40"));
  auto start = opened;
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST((client.read_frame() == server_frame{0x81, "2"}));
    expect_after(start, 300ms);
    client.send(client_text("3"));
    start = steady_clock::now();
  }
}

BOOST_AUTO_TEST_CASE(a_silent_client_is_cut_after_interval_and_timeout) {
  client.send(client_text("40"));
  BOOST_TEST(client.read_frame().payload == "2");
  const auto last = client.read_frame();
  expect_after(opened, 500ms);
  BOOST_TEST(int{last.first_byte} == 0x88);
  BOOST_TEST(client.read_to_end() == "");
  gateway.wait(0, [](const session_record& s) { return !!s.closed; });
  BOOST_TEST((gateway.session(0).closed == actors::close_reason::ping_timeout));
}

BOOST_AUTO_TEST_CASE(messages_do_not_stand_in_for_a_pong) {
  client.send(client_text("40"));
  BOOST_TEST(client.read_frame().payload == "2");
  client.send(client_text("42[\"alive\"]"));
  BOOST_TEST(int{client.read_frame().first_byte} == 0x88);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(connect_timeout, with_connect_timeout)

BOOST_AUTO_TEST_CASE(a_client_that_never_connects_is_closed) {
  client.send(client_text("42[\"early\"]"));
  BOOST_TEST(client.read_frame().close_code() == 1008);
  expect_after(opened, 100ms);
  gateway.wait(0, [](const session_record& s) { return !!s.closed; });
  BOOST_TEST(
    (gateway.session(0).closed == actors::close_reason::connect_timeout));
}

BOOST_AUTO_TEST_CASE(one_that_says_connect_and_is_refused_is_closed_too) {
  client.send(client_text("40"));
  BOOST_TEST(client.read_frame().close_code() == 1008);
}

BOOST_AUTO_TEST_CASE(one_that_connects_stays) {
  gateway.session(0).out->connected();
  BOOST_TEST(client.is_silent(250ms));
}

BOOST_AUTO_TEST_SUITE_END()
