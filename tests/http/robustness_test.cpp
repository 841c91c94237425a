// What HTTP clients may do wrong.

#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace tests;

struct fixture : server_fixture {
  /// The bytes are refused with this status and closed; the client reads why.
  void refused(int status, std::string_view bytes) {
    auto client = connect();
    client.send(bytes);
    const auto answer = client.read_to_end();
    BOOST_TEST(has_status(answer, status), answer << " to " << bytes);
    BOOST_TEST(contains(answer, "Connection: close\r\n"));
    BOOST_TEST(contains(answer, "X-Request-Id: "));
    BOOST_TEST(contains(answer, R"({"success":false,"message":")"));
    BOOST_TEST(!contains(answer, "ready"));
  }
};

constexpr std::string_view get = "GET /health HTTP/1.1\r\nHost: a\r\n";

} // namespace

BOOST_FIXTURE_TEST_SUITE(robustness, fixture)

BOOST_AUTO_TEST_CASE(malformed_requests_are_refused) {
  const std::string post = "POST /auth/admin/token HTTP/1.1\r\nHost: a\r\n"
                           "Content-Type: application/json\r\n";
  const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
  refused(400,
          post + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}");
  refused(400, post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}");
  refused(400, post + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}");
  refused(400, post + "Content-Length: two\r\n\r\n{}");
  refused(400, post + "Content-Length: -2\r\n\r\n{}");
  refused(400, post + "Content-Length: 99999999999999999999\r\n\r\n{}");
  refused(400, chunked + "zz\r\n{}\r\n0\r\n\r\n");
  refused(400, chunked + "2\r\n{}\r\nzz\r\n");
  refused(400, chunked + "2\r\n{}XX0\r\n\r\n");
  refused(400, chunked + "2\r\n{}\r\n0\r\nbad trailer\r\n\r\n");
  refused(400, post + "Transfer-Encoding: gzip\r\n\r\n{}");
  refused(400, "GET /health HTTP/1.1\r\n\r\n");
  refused(400, "GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
  refused(505, "GET /health HTTP/9.9\r\nHost: a\r\n\r\n");
  refused(400, std::string{get} + "no colon here\r\n\r\n");
  refused(400, std::string{get} + "X-A : b\r\n\r\n");
  refused(400, std::string{get} + "X-A: b\r\n c\r\n\r\n");
  refused(400, std::string{get} + "X-A: b\n\n");
  refused(400, std::string{get} + "X-A: b\rX\r\n\r\n");
  refused(400, std::string{get}.append("X-A: b\0c\r\n\r\n", 12));
  refused(400, std::string_view{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
                                11}); // a TLS client's hello
  refused(400, "hello?\r\n\r\n");
  refused(501, "BREW /health HTTP/1.1\r\nHost: a\r\n\r\n");
  refused(417, std::string{get} + "Expect: a miracle\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(giants_are_refused) {
  refused(414,
          "GET /" + std::string(200'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n");
  refused(431, std::string{get} + "X-A: " + std::string(1'000'000, 'b')
                 + "\r\n\r\n");
  std::string many{get};
  for (int i = 0; i < 5'000; ++i)
    many += "X-" + std::to_string(i) + ": y\r\n";
  refused(431, many + "\r\n");
  refused(413, "POST /auth/admin/token HTTP/1.1\r\nHost: a\r\n"
               "Content-Length: 1000000000000000\r\n\r\n");
  refused(413, "POST /auth/admin/token HTTP/1.1\r\nHost: a\r\n"
               "Transfer-Encoding: chunked\r\n\r\n"
               "ffffffffff\r\n");
}

BOOST_AUTO_TEST_CASE(a_body_over_1_mib_is_told_so) {
  const auto answer = ask_as_admin("POST", "/api/admin/conversations",
                                   std::string((1 << 20) + 1, ' '));
  BOOST_TEST(has_status(answer, 413));
  BOOST_TEST(contains(answer, "payload_too_large"));
}

BOOST_AUTO_TEST_CASE(pipelined_requests_are_answered_in_order) {
  auto client = connect();
  client.send(std::string{get} + "X-Request-Id: one\r\n\r\n"
              + "GET /nowhere HTTP/1.1\r\nHost: a\r\nX-Request-Id: two\r\n\r\n"
              + std::string{get} + "X-Request-Id: three\r\n\r\n");
  BOOST_TEST(contains(client.read_answer(), "X-Request-Id: one\r\n"));
  BOOST_TEST(contains(client.read_answer(), "X-Request-Id: two\r\n"));
  BOOST_TEST(contains(client.read_answer(), "X-Request-Id: three\r\n"));
}

BOOST_AUTO_TEST_CASE(head_tells_the_length_and_sends_no_body) {
  auto client = connect();
  client.send("HEAD /health HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto head = client.read_answer(false);
  const auto full = ask("GET", "/health");
  const auto length =
    "Content-Length: " + std::to_string(body_of(full).size()) + "\r\n";
  BOOST_TEST(has_status(head, 200));
  BOOST_TEST(contains(head, length));
  client.send(std::string{get} + "\r\n");
  BOOST_TEST(has_status(client.read_answer(), 200)); // nothing in between
}

BOOST_AUTO_TEST_CASE(old_clients_are_served_and_closed) {
  auto client = connect();
  client.send("GET /health HTTP/1.0\r\n\r\n");
  BOOST_TEST(has_status(client.read_to_end(), 200));
}

BOOST_AUTO_TEST_CASE(a_client_may_ask_to_be_closed) {
  auto client = connect();
  client.send(std::string{get} + "Connection: close\r\n\r\n");
  BOOST_TEST(contains(client.read_to_end(), "Connection: close\r\n"));
}

BOOST_AUTO_TEST_CASE(unknown_routes_and_methods_echo_nothing) {
  const auto missing = ask("GET", "/<script>alert(1)</script>");
  BOOST_TEST(has_status(missing, 404));
  BOOST_TEST(!contains(missing, "script"));
  BOOST_TEST(contains(missing, R"("error":"not_found")"));
  BOOST_TEST(contains(missing, "X-Content-Type-Options: nosniff\r\n"));
  const auto wrong = ask("DELETE", "/health");
  BOOST_TEST(has_status(wrong, 405));
  BOOST_TEST(contains(wrong, "Allow: GET, HEAD, OPTIONS\r\n"));
  for (auto path : {"/%", "/%zz", "/..", "/%2e%2e/etc/passwd",
                    "/api/admin/users/%00", "/api/admin/users/..%2fx"})
    BOOST_TEST(has_status(ask("GET", path), 404), path);
}

BOOST_AUTO_TEST_CASE(every_answer_has_a_request_id) {
  BOOST_TEST(contains(ask("GET", "/nowhere"), "X-Request-Id: "));
  const auto echoed = ask("GET", "/health", "X-Request-Id: abc-1.2_3\r\n");
  BOOST_TEST(contains(echoed, "X-Request-Id: abc-1.2_3\r\n"));
  const auto odd = ask("GET", "/health", "X-Request-Id: <b>\r\n");
  BOOST_TEST(!contains(odd, "<b>"));
}

BOOST_AUTO_TEST_CASE(a_taken_port_is_told_in_words) {
  auto again = settings;
  again.port = server.port();
  http::services s{again,   store, gateway, nullptr, tokens,
                   metrics, {},    {},      {},      {}};
  http::server second{std::move(s)};
  const auto started = second.start();
  BOOST_REQUIRE(!started);
  BOOST_TEST(contains(started.error().message, std::to_string(again.port)));
  BOOST_TEST(contains(started.error().message, "PORT"));
}

BOOST_AUTO_TEST_CASE(an_address_that_is_none_is_told_in_words) {
  auto odd = settings;
  odd.bind_address = "not an address";
  http::services s{odd,     store, gateway, nullptr, tokens,
                   metrics, {},    {},      {},      {}};
  http::server second{std::move(s)};
  BOOST_TEST(!second.start());
}

BOOST_AUTO_TEST_SUITE_END()
