// The bounds of what waits to be written.

#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace tests;
using actors::close_reason;

config::settings with_bounds(std::size_t one, std::size_t all) {
  auto s = test_settings();
  s.max_socket_queue_bytes = one;
  s.max_queued_bytes = all;
  return s;
}

struct fixture : server_fixture {
  explicit fixture(config::settings s = with_bounds(1 << 20, 512u << 20))
    : server_fixture{std::move(s)} {
    client.open();
    gateway.wait(0, [](const session_record&) { return true; });
  }

  /// Posts until the sink refuses; how much it took.
  std::size_t flood(actors::sink& out) {
    const auto frame = wire::frame::text("4" + std::string(10'000, 'x'));
    std::size_t posted = 0;
    while (out.post(frame) && posted < (64u << 20))
      posted += frame->websocket().size();
    return posted;
  }

  /// Small, so that the kernel takes little on the way.
  raw_client client{server.port(), 4096};
};

struct with_small_total : fixture {
  with_small_total() : fixture{with_bounds(64u << 20, 1 << 20)} {
    // nop
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_slow_reader_is_closed_and_nobody_else_notices,
                        fixture) {
  auto other = connect();
  other.open();
  gateway.wait(1, [](const session_record&) { return true; });
  const auto out = gateway.session(0).out;
  const auto posted = flood(*out);
  // At least the bound was taken, beside what the kernel holds.
  BOOST_TEST(posted >= (1u << 20) - 20'000);
  BOOST_TEST(posted < (60u << 20));
  BOOST_TEST(!out->is_open());
  gateway.wait(0, [](const session_record& s) { return !!s.closed; });
  BOOST_TEST((gateway.session(0).closed == close_reason::too_slow));
  BOOST_TEST(metrics.slow_sockets_closed.value() == 1u);
  gateway.session(1).out->post(wire::frame::text("4still here"));
  BOOST_TEST(other.read_frame().payload == "4still here");
  // The frame that was begun is whole, then comes the reason; nothing is left
  // out in between.
  for (;;) {
    const auto frame = client.read_frame();
    if (frame.first_byte == 0x81) {
      BOOST_REQUIRE(frame.payload.size() == 10'001u);
      continue;
    }
    BOOST_TEST(frame.close_code() == 1008);
    break;
  }
  server.stop();
  BOOST_TEST(metrics.bytes_queued.value() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_reader_that_catches_up_gets_everything, fixture) {
  const auto out = gateway.session(0).out;
  const std::string text = "4" + std::string(1000, 'x');
  constexpr int count = 900;
  for (int i = 0; i < count; ++i)
    BOOST_REQUIRE(out->post(wire::frame::text(text + std::to_string(i))));
  for (int i = 0; i < count; ++i)
    BOOST_REQUIRE(client.read_frame().payload == text + std::to_string(i));
  out->post(wire::frame::text("4more"));
  BOOST_TEST(client.read_frame().payload == "4more");
}

BOOST_FIXTURE_TEST_CASE(the_queues_of_all_sockets_have_a_bound,
                        with_small_total) {
  flood(*gateway.session(0).out);
  gateway.wait(0, [](const session_record& s) { return !!s.closed; });
  BOOST_TEST((gateway.session(0).closed == close_reason::overloaded));
}

// Whoever waits for an answer is posted to before those who are told of what
// was done, and gets it before them.
BOOST_FIXTURE_TEST_CASE(sockets_are_written_in_the_order_they_were_posted_to,
                        fixture) {
  auto second = connect(), third = connect();
  second.open();
  third.open();
  gateway.wait(2, [](const session_record&) { return true; });
  const std::vector sinks{gateway.session(0).out, gateway.session(1).out,
                          gateway.session(2).out};
  gateway.on_packet = [&](actors::sink&, const std::string&) {
    for (const auto& out : sinks)
      out->post(wire::frame::text("4told"));
  };
  constexpr std::chrono::milliseconds now{0};
  for (int i = 0; i < 50; ++i) {
    third.send(client_text("4go"));
    BOOST_REQUIRE(third.read_frame().payload == "4told");
    // What was sent before on the loopback is there by now.
    BOOST_REQUIRE(!second.is_silent(now));
    BOOST_REQUIRE(!client.is_silent(now));
    BOOST_REQUIRE(second.read_frame().payload == "4told");
    BOOST_REQUIRE(client.read_frame().payload == "4told");
  }
}
