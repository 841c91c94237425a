#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace tests;

BOOST_FIXTURE_TEST_SUITE(health_routes, server_fixture)

BOOST_AUTO_TEST_CASE(health_only_says_that_the_process_lives) {
  store.health.reachable = false;
  const auto answer = ask("GET", "/health");
  BOOST_TEST(has_status(answer, 200));
  BOOST_TEST(contains(answer, R"("status":"ok")"));
  BOOST_TEST(store.checks == 0);
}

BOOST_AUTO_TEST_CASE(ready_asks_the_database_at_most_once_a_second) {
  for (int i = 0; i < 20; ++i)
    BOOST_TEST(has_status(ask("GET", "/ready"), 200));
  BOOST_TEST(store.checks >= 1);
  BOOST_TEST(store.checks <= 5);
}

BOOST_AUTO_TEST_CASE(ready_is_503_without_the_database) {
  store.health.reachable = false;
  const auto answer = ask("GET", "/ready");
  BOOST_TEST(has_status(answer, 503));
  BOOST_TEST(contains(answer, "Retry-After: 1\r\n"));
}

BOOST_AUTO_TEST_CASE(ready_is_503_with_migrations_missing) {
  store.health.applied_migration = 2;
  BOOST_TEST(has_status(ask("GET", "/ready"), 503));
}

BOOST_AUTO_TEST_CASE(metrics_are_in_the_format_of_prometheus) {
  const auto answer = ask("GET", "/metrics");
  BOOST_TEST(has_status(answer, 200));
  BOOST_TEST(contains(answer, "Content-Type: text/plain; version=0.0.4"));
  BOOST_TEST(contains(answer, "switchboard_http_requests_total"));
}

BOOST_AUTO_TEST_SUITE_END()
