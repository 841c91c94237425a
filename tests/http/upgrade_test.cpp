// Sockets that want to take a polling session over, with some time to do it.

#include "fakes.hpp"
#include "http/io/sockets.hpp"
#include "raw_client.hpp"

#include <boost/test/unit_test.hpp>
#include <sys/socket.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

namespace {

using namespace tests;
using namespace std::chrono_literals;
using http::io::descriptor;
using std::chrono::steady_clock;

struct fixture {
  fixture() {
    actors::handshake hello;
    hello.sid = "a session";
    session = sockets.open_polling(hello, 1);
    gateway.wait(0, [](const session_record&) { return true; });
  }

  ~fixture() {
    sockets.stop();
  }

  raw_client probe() {
    int ends[2];
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends)
                  == 0);
    http::io::arrival x{http::io::channel{descriptor{ends[0]}}, {}, "hello"};
    x.upgrades = session;
    sockets.adopt(std::move(x));
    raw_client client{descriptor{ends[1]}};
    BOOST_TEST(client.read(5) == "hello");
    return client;
  }

  void expect_cut(raw_client& client) {
    BOOST_TEST(client.read_frame().close_code() == 1008);
    // The loop's clock is coarse, and may have been read before `begun`.
    BOOST_TEST((steady_clock::now() - begun >= limit - 50ms));
    BOOST_TEST(!gateway.session(0).closed);
  }

  /// A stall of the machine is shorter.
  static constexpr std::chrono::milliseconds limit{1500};
  config::settings settings;
  base::metrics metrics;
  fake_gateway gateway;
  http::io::sockets sockets{settings, gateway, metrics, nullptr,
                            static_cast<http::io::tick_ms>(limit.count())};
  std::shared_ptr<http::io::polling_session> session;
  steady_clock::time_point begun = steady_clock::now();
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(upgrade, fixture)

BOOST_AUTO_TEST_CASE(one_that_says_nothing_is_closed_in_time) {
  auto client = probe();
  expect_cut(client);
}

BOOST_AUTO_TEST_CASE(one_that_only_probes_is_closed_in_time) {
  auto client = probe();
  client.send(client_text("2probe"));
  BOOST_TEST(client.read_frame().payload == "3probe");
  expect_cut(client);
}

BOOST_AUTO_TEST_CASE(the_session_can_be_taken_over_afterwards) {
  auto first = probe();
  expect_cut(first);
  auto second = probe();
  second.send(client_text("2probe") + client_text("5"));
  BOOST_TEST(second.read_frame().payload == "3probe");
  gateway.session(0).out->post(wire::frame::text("4here"));
  BOOST_TEST(second.read_frame().payload == "4here");
}

BOOST_AUTO_TEST_CASE(who_asks_the_session_hears_of_the_new_sockets_queue) {
  auto client = probe();
  client.send(client_text("2probe"));
  BOOST_TEST(client.read_frame().payload == "3probe");
  client.send(client_text("5"));
  while (!session->is_upgraded())
    std::this_thread::yield();
  // More than the system takes of a client that reads nothing.
  for (int i = 0; i < 15; ++i)
    BOOST_TEST(session->post(wire::frame::text(std::string(65'536, 'x'))));
  BOOST_TEST(session->is_congested());
}

BOOST_AUTO_TEST_CASE(a_session_that_comes_when_all_has_ended_is_not_kept) {
  sockets.stop();
  actors::handshake hello;
  hello.sid = "too late";
  const std::weak_ptr late = sockets.open_polling(hello, 2);
  BOOST_TEST(late.expired());
}

BOOST_AUTO_TEST_CASE(the_time_ends_with_the_upgrade) {
  auto client = probe();
  client.send(client_text("2probe") + client_text("5"));
  BOOST_TEST(client.read_frame().payload == "3probe");
  BOOST_TEST(client.is_silent(2s));
  BOOST_TEST(!gateway.session(0).closed);
}

BOOST_AUTO_TEST_SUITE_END()
