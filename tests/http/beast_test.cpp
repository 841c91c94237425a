// An independent implementation of WebSocket as the client.

#include "server_fixture.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/test/unit_test.hpp>

#include <utility> // Boost.Asio 1.74 forgets it under C++20

namespace {

using namespace tests;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using tcp = boost::asio::ip::tcp;

struct fixture : server_fixture {
  fixture() {
    gateway.on_packet = [](actors::sink& out, const std::string& packet) {
      out.post(wire::frame::text("4" + packet));
    };
    client.next_layer().connect(
      {boost::asio::ip::make_address("127.0.0.1"), server.port()});
    client.handshake("localhost", "/socket.io/?EIO=4&transport=websocket");
    BOOST_TEST(read().starts_with("0{"));
  }

  std::string read() {
    beast::flat_buffer buffer;
    client.read(buffer);
    return beast::buffers_to_string(buffer.data());
  }

  boost::asio::io_context context;
  websocket::stream<tcp::socket> client{context};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(beast_client, fixture)

BOOST_AUTO_TEST_CASE(messages_of_all_sizes_go_and_come) {
  for (std::size_t size :
       {0u, 1u, 124u, 125u, 126u, 127u, 65534u, 65535u, 65536u, 300'000u}) {
    const auto text = "42" + std::string(size, 'x');
    client.write(boost::asio::buffer(text));
    BOOST_REQUIRE(read() == text);
  }
}

BOOST_AUTO_TEST_CASE(fragments_are_put_together) {
  client.auto_fragment(true);
  client.write_buffer_bytes(16);
  const auto text = "42" + std::string(5'000, 'y');
  client.write(boost::asio::buffer(text));
  BOOST_TEST((read() == text));
}

BOOST_AUTO_TEST_CASE(pings_are_answered) {
  std::string pong;
  client.control_callback(
    [&pong](websocket::frame_type kind, beast::string_view payload) {
      if (kind == websocket::frame_type::pong)
        pong = std::string{payload};
    });
  client.ping("hello");
  client.write(boost::asio::buffer(std::string{"42[]"}));
  BOOST_TEST(read() == "42[]");
  BOOST_TEST(pong == "hello");
}

BOOST_AUTO_TEST_CASE(closing_is_clean) {
  client.close(websocket::close_code::normal); // throws if it is not
  gateway.wait(0, [](const session_record& s) { return !!s.closed; });
}

BOOST_AUTO_TEST_CASE(a_close_of_the_server_arrives_with_its_reason) {
  gateway.wait(0, [](const session_record&) { return true; });
  gateway.session(0).out->close(actors::close_reason::shutting_down);
  beast::flat_buffer buffer;
  beast::error_code error;
  client.read(buffer, error);
  BOOST_TEST((error == websocket::error::closed));
  BOOST_TEST(client.reason().code == 1012);
  BOOST_TEST(std::string{client.reason().reason.c_str()} == "server restarts");
}

BOOST_AUTO_TEST_SUITE_END()
