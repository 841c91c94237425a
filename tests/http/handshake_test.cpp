// The opening of a session: each refusal by its bytes.

#include "http/cors.hpp"
#include "http/engineio.hpp"
#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace tests;

constexpr std::string_view upgrade =
  "Connection: Upgrade\r\nUpgrade: websocket\r\n"
  "Sec-WebSocket-Version: 13\r\n"
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
constexpr std::string_view good = "/socket.io/?EIO=4&transport=websocket";

std::string with(std::string_view more) {
  return std::string{upgrade}.append(more);
}

bool is_plain(std::string_view answer, int status, std::string_view message) {
  return has_status(answer, status) && contains(answer, "Connection: close\r\n")
         && contains(answer,
                     "Content-Length: " + std::to_string(message.size()))
         && body_of(answer) == message;
}

bool is_error(std::string_view answer, int status, std::string_view body) {
  return has_status(answer, status)
         && contains(answer, "Content-Type: application/json\r\n")
         && body_of(answer) == body;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(handshake, server_fixture)

BOOST_AUTO_TEST_CASE(a_good_one_gets_101_and_the_open_packet) {
  auto client = connect();
  const auto open =
    client.open("?EIO=4&transport=websocket&token=a%2Bb&dialect=direct&t=1",
                "Authorization: bearer abc.def\r\n");
  BOOST_TEST(open.starts_with(R"(0{"sid":")"));
  BOOST_TEST(open.substr(open.find("\",\"") + 1)
             == R"(,"upgrades":[],"pingInterval":25000,"pingTimeout":20000,)"
                R"("maxPayload":1000000})");
  gateway.wait(0, [](const session_record&) { return true; });
  const auto hello = gateway.session(0).hello;
  BOOST_TEST(hello.sid.size() == 24u);
  BOOST_TEST(contains(open, hello.sid));
  BOOST_TEST(hello.query_token == "a+b");
  BOOST_TEST(hello.bearer_token == "abc.def");
  BOOST_TEST(hello.dialect == "direct");
}

BOOST_AUTO_TEST_CASE(flutter_says_polling_and_means_websocket) {
  auto client = connect();
  BOOST_TEST(client.open("?transport=polling&EIO=4").starts_with("0{"));
}

BOOST_AUTO_TEST_CASE(errors_on_an_upgrade_are_plain) {
  const auto refused = [this](std::string_view query, std::string_view text,
                              int status = 400) {
    const auto answer =
      ask("GET", std::string{"/socket.io/"}.append(query), upgrade);
    BOOST_TEST(is_plain(answer, status, text), answer);
  };
  refused("?EIO=4", "Transport unknown");
  refused("?EIO=4&transport=carrier-pigeon", "Transport unknown");
  refused("?EIO=4&transport=websocket&sid=__proto__", "Session ID unknown");
  refused("?EIO=4&transport=polling&sid=x", "Session ID unknown");
  refused("?EIO=5&transport=websocket", "Unsupported protocol version");
  refused("?EIO=44&transport=websocket", "Unsupported protocol version");
  refused("?transport=websocket", "Unsupported protocol version");
  BOOST_TEST(metrics.http_errors.value() == 7u);
  BOOST_TEST(metrics.sockets_refused.value() == 0u);
  BOOST_TEST(gateway.count() == 0u);
}

BOOST_AUTO_TEST_CASE(errors_without_an_upgrade_are_json) {
  BOOST_TEST(is_error(ask("GET", "/socket.io/?EIO=4"), 400,
                      R"({"code":0,"message":"Transport unknown"})"));
  BOOST_TEST(
    is_error(ask("GET", good), 400, R"({"code":3,"message":"Bad request"})"));
  BOOST_TEST(is_error(ask("POST", good), 400,
                      R"({"code":2,"message":"Bad handshake method"})"));
  BOOST_TEST(is_error(ask("GET", "/socket.io/?EIO=4&transport=websocket&sid=x"),
                      400, R"({"code":1,"message":"Session ID unknown"})"));
}

BOOST_AUTO_TEST_CASE(a_bad_websocket_handshake_is_refused) {
  const auto key = std::string_view{"Sec-WebSocket-Key: bad\r\n"};
  const auto version = std::string_view{"Sec-WebSocket-Version: 8\r\n"};
  const std::string head = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
  auto answer = ask("GET", good, head + "Sec-WebSocket-Version: 13\r\n");
  BOOST_TEST(has_status(answer, 400));
  answer =
    ask("GET", good, head + "Sec-WebSocket-Version: 13\r\n" + std::string{key});
  BOOST_TEST(has_status(answer, 400));
  answer = ask("GET", good,
               head + std::string{version}
                 + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
  BOOST_TEST(has_status(answer, 426));
  BOOST_TEST(contains(answer, "Sec-WebSocket-Version: 13\r\n"));
}

BOOST_AUTO_TEST_CASE(what_is_listed_may_stand_in_several_fields) {
  auto client = connect();
  client.send("GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive"
              "\r\nUpgrade: h2c\r\n"
              + std::string{upgrade} + "\r\n");
  BOOST_TEST(has_status(client.read_answer(), 101));
}

BOOST_AUTO_TEST_CASE(a_session_is_taken_over_by_get_over_http_1_1_only) {
  const auto opened = ask("GET", "/socket.io/?EIO=4&transport=polling");
  const auto begin = opened.find("\"sid\":\"") + 7;
  const auto sid = opened.substr(begin, opened.find('"', begin) - begin);
  const auto target = std::string{good} + "&sid=" + sid;
  for (const auto method : {"POST", "PUT"})
    BOOST_TEST(
      is_plain(ask(method, target, upgrade), 400, "Bad handshake method"));
  for (const auto& old : {target, std::string{good}, std::string{"/ws"}}) {
    auto client = connect();
    client.send("GET " + old + " HTTP/1.0\r\n" + std::string{upgrade} + "\r\n");
    BOOST_TEST(is_plain(client.read_answer(), 400, "Bad request"));
  }
  auto client = connect();
  client.open(target.substr(target.find('?')), {}, {}, false);
}

BOOST_AUTO_TEST_CASE(an_upgrade_elsewhere_is_answered_and_closed) {
  const auto answer = ask("GET", "/health", upgrade);
  BOOST_TEST(has_status(answer, 200));
  BOOST_TEST(contains(answer, "Connection: close\r\n"));
}

// Else RESTinio would end the connections of sessions that have nothing to say.
BOOST_AUTO_TEST_CASE(a_poll_may_wait_for_the_rarest_heartbeat) {
  config::settings rare;
  rare.ping_interval = std::chrono::hours{1};
  rare.ping_timeout = std::chrono::minutes{1};
  BOOST_TEST((http::longest_poll(rare) > std::chrono::minutes{61}));
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

struct listed : server_fixture {
  listed() : server_fixture{make()} {
    // nop
  }

  static config::settings make() {
    auto s = test_settings();
    s.allowed_origins = {"https://app.example"};
    s.allow_query_token = false;
    return s;
  }
};

struct in_production : server_fixture {
  in_production() : server_fixture{make()} {
    // nop
  }

  static config::settings make() {
    auto s = test_settings();
    s.app_env = config::environment::production;
    return s;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(origins, listed)

BOOST_AUTO_TEST_CASE(only_a_listed_origin_opens_a_socket) {
  BOOST_TEST(
    is_plain(ask("GET", good, with("Origin: https://evil.example\r\n")), 403,
             "Forbidden"));
  auto client = connect();
  client.open("?EIO=4&transport=websocket", "Origin: https://app.example\r\n");
}

BOOST_AUTO_TEST_CASE(programs_send_no_origin) {
  auto client = connect();
  client.open();
}

BOOST_AUTO_TEST_CASE(a_query_token_is_dropped_where_it_is_not_allowed) {
  auto client = connect();
  client.open("?EIO=4&transport=websocket&token=secret");
  gateway.wait(0, [](const session_record&) { return true; });
  BOOST_TEST(gateway.session(0).hello.query_token == "");
}

BOOST_AUTO_TEST_CASE(answers_carry_cors_headers_for_listed_origins_only) {
  const auto ours = ask("GET", "/health", "Origin: https://app.example\r\n");
  BOOST_TEST(contains(ours, "Vary: Origin\r\n"));
  BOOST_TEST(
    contains(ours, "Access-Control-Allow-Origin: https://app.example\r\n"));
  BOOST_TEST(contains(ours, "Access-Control-Allow-Credentials: true\r\n"));
  const auto other = ask("GET", "/nowhere", "Origin: https://evil.example\r\n");
  BOOST_TEST(contains(other, "Vary: Origin\r\n"));
  BOOST_TEST(!contains(other, "Access-Control"));
}

BOOST_AUTO_TEST_CASE(a_preflight_is_answered_for_listed_origins) {
  const auto answer =
    ask("OPTIONS", "/api/conversations",
        "Origin: https://app.example\r\n"
        "Access-Control-Request-Method: POST\r\n"
        "Access-Control-Request-Headers: authorization, content-type\r\n");
  BOOST_TEST(has_status(answer, 204));
  BOOST_TEST(contains(
    answer, "Access-Control-Allow-Headers: authorization, content-type\r\n"));
  BOOST_TEST(contains(answer, "Access-Control-Allow-Methods: GET,"));
  const auto evil = ask("OPTIONS", "/api/conversations",
                        "Origin: https://evil.example\r\n"
                        "Access-Control-Request-Method: POST\r\n");
  BOOST_TEST(has_status(evil, 204));
  BOOST_TEST(!contains(evil, "Access-Control"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(in_production_no_list_admits_no_page, in_production) {
  BOOST_TEST(is_plain(ask("GET", good, with("Origin: https://any.example\r\n")),
                      403, "Forbidden"));
  auto client = connect();
  client.open();
}

BOOST_FIXTURE_TEST_CASE(in_development_no_list_admits_any_page,
                        server_fixture) {
  auto client = connect();
  client.open("?EIO=4&transport=websocket",
              "Origin: http://localhost:3000\r\n");
  BOOST_TEST(!contains(ask("GET", "/health", "Origin: http://localhost\r\n"),
                       "Access-Control"));
}

BOOST_AUTO_TEST_CASE(a_star_admits_everybody_without_credentials) {
  config::settings s;
  s.allowed_origins = {"*", "https://app.example"};
  BOOST_TEST(http::is_listed_origin(s, "https://any.example"));
  const http::header_list any{
    {"Vary", "Origin"},
    {"Access-Control-Allow-Origin", "*"},
    {"Access-Control-Expose-Headers", "X-Request-Id, Retry-After"}};
  BOOST_TEST((http::cors_headers(s, "https://any.example") == any));
  BOOST_TEST(http::cors_headers(s, "https://app.example").size() == 4u);
}
