#include "base/clock.hpp"
#include "media/turn.hpp"
#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace tests;
using schema::role;

config::settings with_servers(std::vector<std::string> urls) {
  auto s = test_settings();
  s.turn_urls = std::move(urls);
  s.turn_secret = "north";
  return s;
}

std::string ask_for_servers(server_fixture& f,
                            std::string_view path = "/calls/ice-servers") {
  return f.ask("GET", path, server_fixture::bearer("ann", role::user));
}

constexpr std::string_view nothing =
  R"({"success":true,"message":"OK",)"
  R"("data":{"iceServers":[],"expiresAt":null},"iceServers":[],"expiresAt":null})";

} // namespace

BOOST_AUTO_TEST_SUITE(ice_server_routes)

BOOST_AUTO_TEST_CASE(without_servers_the_list_is_empty) {
  server_fixture f;
  const auto answer = ask_for_servers(f);
  BOOST_TEST(has_status(answer, 200));
  BOOST_TEST(body_of(answer) == nothing);
  BOOST_TEST(body_of(ask_for_servers(f, "/api/calls/ice-servers")) == nothing);
}

BOOST_AUTO_TEST_CASE(servers_that_relay_nothing_need_no_credentials) {
  server_fixture f{with_servers({"stun:a", "stuns:b:5349"})};
  const auto answer = ask_for_servers(f);
  BOOST_TEST(contains(
    answer,
    R"("data":{"iceServers":[{"urls":["stun:a","stuns:b:5349"]}],"expiresAt":null})"));
}

BOOST_AUTO_TEST_CASE(relays_come_with_credentials_for_a_day) {
  using std::chrono::seconds;
  server_fixture f{
    with_servers({"turn:t?transport=udp", "stun:s", "turns:t:443"})};
  const auto earliest = std::chrono::floor<seconds>(base::now());
  const auto answer = ask_for_servers(f);
  const auto latest = std::chrono::floor<seconds>(base::now());
  BOOST_TEST(contains(answer, "Cache-Control: no-store"));
  // The time is the server's: one of these seconds.
  bool found = false;
  for (auto now = earliest; now <= latest; now += seconds{1}) {
    const auto turn =
      media::make_turn_credentials("north", "ann", now + std::chrono::hours{24})
        .value();
    std::string time;
    base::append_iso8601(time, turn.expires_at);
    found = found
            || contains(
              answer, R"("data":{"iceServers":[{"urls":["stun:s"]},{"urls":)"
                      R"(["turn:t?transport=udp","turns:t:443"],"username":")"
                        + turn.username + R"(","credential":")" + turn.password
                        + R"("}],"expiresAt":")" + time + "\"}");
  }
  BOOST_TEST(found, answer);
}

BOOST_AUTO_TEST_SUITE_END()
