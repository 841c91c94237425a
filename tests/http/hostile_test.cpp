// Bytes as no client library sends them: what becomes of the requests around
// them, in which order, and whether pieces matter.

#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>
#include <sys/socket.h>

namespace {

using namespace tests;

constexpr std::string_view health = "GET /health HTTP/1.1\r\nHost: a\r\n";

std::string numbered(std::string_view request, int number) {
  return std::string{request} + "X-Request-Id: n" + std::to_string(number)
         + "\r\n\r\n";
}

/// The statuses of all answers in `bytes`, which are nothing else.
std::vector<int> statuses_of(std::string_view bytes) {
  std::vector<int> out;
  while (!bytes.empty()) {
    const auto head = bytes.find("\r\n\r\n");
    const std::string_view name = "Content-Length: ";
    const auto length = bytes.find(name);
    BOOST_REQUIRE(bytes.starts_with("HTTP/1.1 "));
    BOOST_REQUIRE(length < head);
    const auto size =
      head + 4 + std::stoul(std::string{bytes.substr(length + name.size(), 8)});
    out.push_back(std::stoi(std::string{bytes.substr(9, 3)}));
    bytes.remove_prefix(std::min(size, bytes.size()));
  }
  return out;
}

struct fixture : server_fixture {
  /// The statuses of all answers to `bytes`, until the server closes.
  std::vector<int> statuses(std::string_view bytes) {
    auto client = connect();
    client.send(bytes);
    return statuses_of(client.read_to_end());
  }
};

using list = std::vector<int>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(hostile, fixture)

BOOST_AUTO_TEST_CASE(what_came_before_a_refused_request_is_answered) {
  auto client = connect();
  client.send(numbered(health, 1) + numbered(health, 2) + "GET /health HTTP/1.1"
              + "\r\n\r\n" + numbered(health, 3));
  BOOST_TEST(contains(client.read_answer(), "X-Request-Id: n1\r\n"));
  BOOST_TEST(contains(client.read_answer(), "X-Request-Id: n2\r\n"));
  const auto refusal = client.read_answer();
  BOOST_TEST(has_status(refusal, 400));
  BOOST_TEST(
    body_of(refusal)
    == R"({"success":false,"message":"There has to be one Host header.",)"
       R"("error":"validation_failed"})");
  BOOST_TEST(client.read_to_end() == ""); // nothing behind it is looked at
}

BOOST_AUTO_TEST_CASE(an_answer_that_takes_long_still_comes_first) {
  store.add_user("u1", schema::role::user);
  const auto slow = "GET /api/conversations/" + std::string(24, '0')
                    + "/messages HTTP/1.1\r\nHost: a\r\n"
                    + bearer("u1", schema::role::user) + "\r\n";
  const auto found = statuses(slow + slow + "bad\r\n");
  BOOST_TEST(found.size() == 3u);
  BOOST_TEST(found.back() == 400);
}

BOOST_AUTO_TEST_CASE(many_pipelined_requests_are_all_answered) {
  std::string many;
  for (int i = 0; i < 100; ++i)
    many += numbered(health, i);
  auto client = connect();
  client.send(many);
  for (int i = 0; i < 100; ++i)
    BOOST_REQUIRE(contains(client.read_answer(),
                           "X-Request-Id: n" + std::to_string(i) + "\r\n"));
}

BOOST_AUTO_TEST_CASE(smuggled_requests_are_not_seen) {
  const std::string post = "POST /health HTTP/1.1\r\nHost: a\r\n";
  const auto smuggled = numbered(health, 1);
  for (const std::string head :
       {"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding:\x0b"
        "chunked\r\n",
        "X: y\r\n Transfer-Encoding: chunked\r\n",
        "X: y\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 0\r\nContent-Length: 44\r\n",
        "Content-Length: 0, 44\r\n", "Content-Length: +4\r\n",
        "Content-Length: 0x4\r\n", "Content-Length : 4\r\n"})
    BOOST_TEST(
      (statuses(post + head + "\r\n0\r\n\r\n" + smuggled) == list{400}), head);
  for (const std::string chunk :
       {"1;\nx\r\n", "1\n", "0x1\r\n", "1 \r\n", "-1\r\n", "1\r\nxx\r\n"})
    BOOST_TEST((statuses(post + "Transfer-Encoding: chunked\r\n\r\n" + chunk
                         + "0\r\n\r\n" + smuggled)
                == list{400}),
               chunk);
}

BOOST_AUTO_TEST_CASE(nothing_behind_the_last_request_is_looked_at) {
  BOOST_TEST((statuses(std::string{health} + "Connection: close\r\n\r\n"
                       + numbered(health, 1))
              == list{200}));
  BOOST_TEST((statuses("GET /health HTTP/1.0\r\n\r\n" + numbered(health, 1))
              == list{200}));
}

BOOST_AUTO_TEST_CASE(an_old_client_may_stay) {
  auto client = connect();
  for (int i = 0; i < 2; ++i) {
    client.send("GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    BOOST_TEST(contains(client.read_answer(), "Connection: keep-alive\r\n"));
  }
}

BOOST_AUTO_TEST_CASE(a_refused_head_request_gets_no_body) {
  auto client = connect();
  client.send("HEAD /health HTTP/1.1\r\n\r\n");
  const auto answer = client.read_to_end();
  BOOST_TEST(has_status(answer, 400));
  BOOST_TEST(answer.ends_with("\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(a_whole_url_is_a_target_too) {
  BOOST_TEST(has_status(ask("GET", "http://localhost/health"), 200));
  BOOST_TEST(has_status(ask("GET", "http://localhost/nowhere?x"), 404));
  BOOST_TEST(has_status(ask("GET", "http://localhost"), 404));
}

BOOST_AUTO_TEST_CASE(pieces_do_not_matter) {
  const std::string all =
    "\r\n" + numbered(health, 1)
    + "POST /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "2;x=y\r\n{}\r\n0\r\nX: y\r\n\r\n"
    + numbered(health, 2) + "GET /health\r\n";
  const auto heard = [](raw_client& client) {
    return statuses_of(client.read_to_end());
  };
  const list expected{200, 405, 200, 400};
  BOOST_TEST((statuses(all) == expected));
  for (std::size_t i = 1; i < all.size(); ++i) {
    auto client = connect();
    client.send(all.substr(0, i));
    client.send(all.substr(i));
    BOOST_REQUIRE((heard(client) == expected));
  }
  auto client = connect();
  for (const auto& c : all)
    client.send({&c, 1});
  BOOST_TEST((heard(client) == expected));
}

BOOST_AUTO_TEST_CASE(a_client_that_sends_no_more_gets_its_answers) {
  store.add_user("u1", schema::role::user);
  auto client = connect();
  client.send(numbered(health, 1) + numbered(health, 2));
  client.finish();
  BOOST_TEST((statuses_of(client.read_to_end()) == list{200, 200}));
}

BOOST_AUTO_TEST_CASE(half_a_request_gets_no_answer) {
  auto client = connect();
  client.send("GET /health HTTP/1.1\r\nHo");
  client.finish();
  BOOST_TEST(client.read_to_end() == "");
}

BOOST_AUTO_TEST_CASE(a_refusal_is_read_behind_a_large_upload) {
  const std::string head = "POST /health HTTP/1.1\r\nHost: a\r\n";
  for (const std::string& framing :
       {"Content-Length: 8000000\r\n\r\n" + std::string(8'000'000, 'x'),
        "Transfer-Encoding: chunked\r\n\r\n7a1200\r\n"
          + std::string(8'000'000, 'x')}) {
    auto client = connect();
    client.send(head + framing);
    const auto answer = client.read_to_end();
    BOOST_TEST(has_status(answer, 413));
    BOOST_TEST(contains(answer, R"("error":"payload_too_large")"));
  }
}

BOOST_AUTO_TEST_CASE(a_client_that_waits_is_told_to_go_on) {
  const std::string head =
    "POST /auth/admin/token HTTP/1.1\r\nHost: a\r\n"
    "Content-Type: application/json\r\nExpect: 100-continue\r\n";
  auto client = connect();
  for (int i = 0; i < 2; ++i) {
    client.send(head + "Content-Length: 2\r\n\r\n");
    BOOST_TEST(client.read_until("\r\n\r\n")
               == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("{}");
    BOOST_TEST(has_status(client.read_answer(), 400));
  }
  client.send(head + "Transfer-Encoding: chunked\r\n\r\n");
  BOOST_TEST(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("2\r\n{}\r\n0\r\n\r\n");
  BOOST_TEST(has_status(client.read_answer(), 400));
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_wait_is_not_told) {
  const std::string head = "POST /nowhere HTTP/1.1\r\nHost: a\r\n"
                           "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  auto client = connect();
  client.send(head + "{}");
  BOOST_TEST(has_status(client.read_answer(), 404));
  client.send(head.substr(0, head.find("Content")) + "\r\n");
  BOOST_TEST(has_status(client.read_answer(), 404));
}

BOOST_AUTO_TEST_CASE(nobody_is_told_to_send_what_is_refused) {
  auto client = connect();
  client.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
              "Content-Length: 100000000\r\n\r\n");
  BOOST_TEST(has_status(client.read_to_end(), 413));
}

BOOST_AUTO_TEST_CASE(frames_may_come_in_the_packet_of_the_handshake) {
  gateway.on_packet = [](actors::sink& out, const std::string& packet) {
    out.post(wire::frame::text("4" + packet));
  };
  auto client = connect();
  client.open("?EIO=4&transport=websocket", {},
              client_text("40") + client_text("42[\"early\"]")
                + client_text("42[\"bird\"]"));
  client.send(client_text("42[\"late\"]"));
  for (const std::string_view text :
       {"40", R"(42["early"])", R"(42["bird"])", R"(42["late"])"})
    BOOST_TEST(client.read_frame().payload == text);
}

BOOST_AUTO_TEST_CASE(a_frame_may_begin_in_the_packet_of_the_handshake) {
  gateway.on_packet = [](actors::sink& out, const std::string& packet) {
    out.post(wire::frame::text("4" + packet));
  };
  const auto text = "42" + std::string(3'000, 'x');
  const auto frame = client_text(text);
  auto client = connect();
  client.open("?EIO=4&transport=websocket", {}, frame.substr(0, 2'000));
  client.send(frame.substr(2'000));
  BOOST_TEST((client.read_frame().payload == text));
}

BOOST_AUTO_TEST_CASE(bytes_behind_a_refused_upgrade_are_no_requests) {
  const auto found =
    statuses("GET /socket.io/?EIO=4&transport=pigeon HTTP/1.1\r\nHost: a\r\n"
             "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
             + client_text("40") + numbered(health, 1));
  BOOST_TEST((found == list{400}));
}

BOOST_AUTO_TEST_CASE(an_upgrade_waits_for_the_answers_before_it) {
  auto client = connect();
  client.send(numbered(health, 1)
              + "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                "Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                "Sec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  BOOST_TEST(has_status(client.read_answer(), 200));
  BOOST_TEST(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 101 "));
  BOOST_TEST(client.read_frame().payload.starts_with("0{"));
}

BOOST_AUTO_TEST_CASE(nobody_can_ask_to_be_refused) {
  // The request that stands in for a bad one, sent as it is.
  BOOST_TEST((statuses("GET / HTTP/1.1\r\nHost: -\r\nConnection: close\r\n\r\n")
              == list{404}));
}

BOOST_AUTO_TEST_SUITE_END()
