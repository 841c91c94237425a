#include "config/rows.hpp"
#include "config/values.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using config::closest_name;
using config::rows;

BOOST_AUTO_TEST_SUITE(rows_of_settings)

BOOST_AUTO_TEST_CASE(every_name_is_there_once) {
  const std::set<std::string_view> expected{
    "PORT",
    "BIND_ADDRESS",
    "TLS_CERT",
    "TLS_KEY",
    "DATABASE_URL",
    "JWT_SECRET",
    "ADMIN_SECRET_KEY",
    "CLIENT_URL",
    "FRONTEND_URL",
    "ALLOW_QUERY_TOKEN",
    "APP_ENV",
    "LOG_LEVEL",
    "LOG_FORMAT",
    "PING_INTERVAL_SECONDS",
    "PING_TIMEOUT_SECONDS",
    "CONNECT_TIMEOUT_SECONDS",
    "MAX_PAYLOAD_BYTES",
    "MAX_SOCKET_QUEUE_BYTES",
    "MAX_QUEUED_BYTES",
    "RATE_LIMIT_DIRECT_MESSAGES_PER_MINUTE",
    "RATE_LIMIT_CALLS_PER_HOUR",
    "RING_TIMEOUT_SECONDS",
    "WEBRTC_RING_TIMEOUT_SECONDS",
    "RECONNECT_GRACE_SECONDS",
    "AGORA_APP_ID",
    "AGORA_APP_CERTIFICATE",
    "AGORA_TOKEN_VERSION",
    "TURN_URLS",
    "TURN_SECRET",
    "MAX_CONNECTIONS_PER_USER",
    "MAX_CONNECTIONS_PER_IP",
    "TRUSTED_PROXIES",
    "HANDSHAKES_PER_SECOND",
    "IO_THREADS",
    "ACTOR_THREADS",
    "WRITER_CONNECTIONS",
    "READER_CONNECTIONS",
    "JOURNAL_MAX_ROWS",
    "JOURNAL_MAX_BYTES"};
  std::set<std::string_view> names;
  for (const auto& r : rows())
    BOOST_TEST(names.insert(r.name).second, r.name);
  for (auto name : expected)
    BOOST_TEST(names.contains(name), name);
}

BOOST_AUTO_TEST_CASE(every_row_has_a_sentence_and_a_default_in_its_bounds) {
  for (const auto& r : rows()) {
    BOOST_TEST(r.sentence.ends_with('.'), r.name);
    config::settings s;
    BOOST_TEST(config::store(r.kind, r.default_text, s), r.name);
    BOOST_TEST(!config::allowed(r.kind).empty(), r.name);
  }
}

BOOST_AUTO_TEST_CASE(flags_derive_from_names) {
  BOOST_TEST(flag_of(*config::find_row("PORT")) == "--port");
  BOOST_TEST(flag_of(*config::find_row("PING_INTERVAL_SECONDS"))
             == "--ping-interval-seconds");
}

BOOST_AUTO_TEST_CASE(a_slip_is_recognised) {
  BOOST_TEST(closest_name("PROT") == "PORT");
  BOOST_TEST(closest_name("port") == "PORT");
  BOOST_TEST(closest_name("JWT_SECRT") == "JWT_SECRET");
  BOOST_TEST(closest_name("ping-interval-second") == "PING_INTERVAL_SECONDS");
  BOOST_TEST(closest_name("MAX_CONECTIONS_PER_USR")
             == "MAX_CONNECTIONS_PER_USER");
}

BOOST_AUTO_TEST_CASE(what_is_far_from_everything_is_not_guessed) {
  BOOST_TEST(closest_name("") == "");
  BOOST_TEST(closest_name("HOME") == "");
  BOOST_TEST(closest_name("SOMETHING_ELSE") == "");
  BOOST_TEST(closest_name(std::string(10'000, 'P')) == "");
}

BOOST_AUTO_TEST_SUITE_END()
