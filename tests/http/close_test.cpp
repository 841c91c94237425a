// How connections end.

#include "http/io/close_codes.hpp"
#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <future>

namespace {

using namespace tests;
using actors::close_reason;

struct fixture : server_fixture {
  fixture() {
    client.open();
    gateway.wait(0, [](const session_record&) { return true; });
  }

  close_reason wait_closed() {
    gateway.wait(0, [](const session_record& s) { return !!s.closed; });
    const auto s = gateway.session(0);
    BOOST_TEST(s.times_closed == 1);
    BOOST_TEST(!s.out->is_open());
    BOOST_TEST(!s.out->post(wire::frame::text("4late")));
    return *s.closed;
  }

  raw_client client = connect();
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(closing, fixture)

BOOST_AUTO_TEST_CASE(a_close_is_echoed_with_its_code) {
  client.send(client_frame(0x88, "\x03\xe8goodbye") + client_text("4late"));
  const auto echo = client.read_frame();
  BOOST_TEST(int{echo.first_byte} == 0x88);
  BOOST_TEST(echo.close_code() == 1000);
  BOOST_TEST(client.read_to_end() == "");
  BOOST_TEST((wait_closed() == close_reason::client_left));
  BOOST_TEST(gateway.session(0).packets.empty());
}

BOOST_AUTO_TEST_CASE(a_close_without_a_code_is_echoed_without_one) {
  client.send(client_frame(0x88, ""));
  BOOST_TEST((client.read_frame() == server_frame{0x88, ""}));
  BOOST_TEST(client.read_to_end() == "");
}

BOOST_AUTO_TEST_CASE(an_engine_close_ends_the_session) {
  client.send(client_text("1"));
  BOOST_TEST(client.read_frame().close_code() == 1000);
  BOOST_TEST((wait_closed() == close_reason::client_left));
}

BOOST_AUTO_TEST_CASE(a_client_that_vanishes_is_noticed) {
  client = connect();
  BOOST_TEST((wait_closed() == close_reason::client_left));
}

BOOST_AUTO_TEST_CASE(what_is_queued_is_written_before_the_close) {
  const auto out = gateway.session(0).out;
  for (int i = 0; i < 50; ++i)
    out->post(wire::frame::text("4" + std::to_string(i)));
  out->close(close_reason::shutting_down);
  BOOST_TEST(!out->post(wire::frame::text("4late")));
  for (int i = 0; i < 50; ++i)
    BOOST_TEST(client.read_frame().payload == "4" + std::to_string(i));
  const auto last = client.read_frame();
  BOOST_TEST(last.close_code() == 1012);
  BOOST_TEST(client.read_to_end() == "");
  BOOST_TEST((wait_closed() == close_reason::shutting_down));
}

BOOST_AUTO_TEST_CASE(every_reason_has_its_code) {
  BOOST_TEST(int(http::io::describe(close_reason::too_slow).code) == 1008);
  BOOST_TEST(int(http::io::describe(close_reason::overloaded).code) == 1013);
  BOOST_TEST(int(http::io::describe(close_reason::internal).code) == 1011);
  for (int i = 0; i <= static_cast<int>(close_reason::internal); ++i) {
    const auto reason = static_cast<close_reason>(i);
    BOOST_TEST(!http::io::describe(reason).text.empty());
    BOOST_TEST(!http::io::to_string(reason).empty());
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_goes_down_tells_everybody_and_waits) {
  auto second = connect();
  second.open();
  server.stop_accepting();
  BOOST_CHECK_THROW(connect(), std::runtime_error);
  gateway.session(0).out->post(wire::frame::text("4last"));
  const auto now = std::chrono::steady_clock::now();
  BOOST_TEST(!server.close_sockets(now)); // they have not answered yet
  BOOST_TEST(client.read_frame().payload == "4last");
  BOOST_TEST(client.read_frame().close_code() == 1012);
  BOOST_TEST(second.read_frame().close_code() == 1012);
  client.send(client_frame(0x88, "\x03\xf4"));
  second.finish();
  BOOST_TEST(server.close_sockets(now + patience));
  BOOST_TEST(metrics.sockets_open.value() == 0);
  BOOST_TEST(metrics.sockets_closed.value() == 2u);
  BOOST_TEST((wait_closed() == close_reason::shutting_down));
}

BOOST_AUTO_TEST_CASE(what_is_in_work_can_be_waited_for_but_no_more_is_read) {
  gateway.keep_credit(true);
  client.send(client_text("40"));
  gateway.wait(0,
               [](const session_record& s) { return s.packets.size() == 1; });
  const auto soon = std::chrono::steady_clock::now() + patience;
  auto finished =
    std::async(std::launch::async, [&] { return server.finish_work(soon); });
  gateway.give_back(0);
  BOOST_TEST(finished.get());
  client.send(client_text("42[\"late\"]"));
  gateway.session(0).out->post(wire::frame::text("43[]"));
  BOOST_TEST(client.read_frame().payload == "43[]");
  client.finish();
  BOOST_TEST(server.close_sockets(soon));
  BOOST_TEST(gateway.session(0).packets.size() == 1u);
}

BOOST_AUTO_TEST_CASE(stopping_cuts_what_is_left) {
  server.stop();
  BOOST_TEST((wait_closed() == close_reason::shutting_down));
  BOOST_TEST(metrics.sockets_open.value() == 0);
  const auto out = gateway.session(0).out;
  out->finished(1, 1);
  out->close(close_reason::internal);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(sockets_leave_descriptors_for_the_rest) {
  BOOST_TEST(http::io::leaves_reserve(19'000, 20'000));
  BOOST_TEST(!http::io::leaves_reserve(19'936, 20'000));
  BOOST_TEST(http::io::raise_descriptor_limit() > 64u);
}
