#include "config/resolve.hpp"
#include "given.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using given::refusal;

namespace {

config::settings resolved(given::pairs values) {
  const auto found = config::resolve(given::environment(values));
  BOOST_TEST_REQUIRE(found.has_value(),
                     (found ? std::string{} : found.error().message));
  return *found;
}

} // namespace

BOOST_AUTO_TEST_SUITE(resolving_settings)

BOOST_AUTO_TEST_CASE(the_table_and_the_struct_have_the_same_defaults) {
  const auto s = resolved({});
  const config::settings d;
  BOOST_TEST((s.app_env == d.app_env));
  BOOST_TEST(s.bind_address == d.bind_address);
  BOOST_TEST(s.port == d.port);
  BOOST_TEST(s.allowed_origins.empty());
  BOOST_TEST(s.allow_query_token == d.allow_query_token);
  BOOST_TEST(s.log_level == d.log_level);
  BOOST_TEST(s.log_json == d.log_json);
  BOOST_TEST((s.ping_interval == d.ping_interval));
  BOOST_TEST((s.ping_timeout == d.ping_timeout));
  BOOST_TEST((s.connect_timeout == d.connect_timeout));
  BOOST_TEST(s.max_payload_bytes == d.max_payload_bytes);
  BOOST_TEST(s.max_socket_queue_bytes == d.max_socket_queue_bytes);
  BOOST_TEST(s.max_queued_bytes == d.max_queued_bytes);
  BOOST_TEST(s.direct_messages_per_minute == d.direct_messages_per_minute);
  BOOST_TEST(s.max_connections_per_user == d.max_connections_per_user);
  BOOST_TEST(s.max_connections_per_ip == d.max_connections_per_ip);
  BOOST_TEST(s.handshakes_per_second == d.handshakes_per_second);
  BOOST_TEST(s.trusted_proxies.empty());
  BOOST_TEST(s.turn_urls.empty());
  BOOST_TEST(s.turn_secret.empty());
  BOOST_TEST(s.io_threads == d.io_threads);
  BOOST_TEST(s.actor_threads == d.actor_threads);
  BOOST_TEST(s.writers == d.writers);
  BOOST_TEST(s.readers == d.readers);
  BOOST_TEST(s.journal_max_rows == d.journal_max_rows);
  BOOST_TEST(s.journal_max_bytes == d.journal_max_bytes);
}

BOOST_AUTO_TEST_CASE(a_fault_names_setting_origin_and_what_is_allowed) {
  BOOST_TEST(refusal({{"PORT", "abc"}})
             == "PORT (from the environment): \"abc\" is not good; allowed is "
                "a whole number from 0 to 65535");
  BOOST_TEST(refusal({{"LOG_FORMAT", "xml"}})
             == "LOG_FORMAT (from the environment): \"xml\" is not good; "
                "allowed is text or json");
}

BOOST_AUTO_TEST_CASE(all_faults_are_told_at_once) {
  const auto text = refusal({{"PORT", "-1"}, {"IO_THREADS", "0"}});
  BOOST_TEST(text.find("PORT (") == 0U);
  BOOST_TEST(text.find("\nIO_THREADS (") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(numbers_are_whole_and_in_bounds) {
  for (const auto* text : {"65536", "-1", "1.5", "0x10", "", "8080 ", "+1",
                           "99999999999999999999"})
    BOOST_TEST(!refusal({{"PORT", text}}).empty(), text);
  BOOST_TEST(resolved({{"PORT", "0"}}).port == 0);
  BOOST_TEST(resolved({{"PORT", "65535"}}).port == 65'535);
}

BOOST_AUTO_TEST_CASE(durations_take_fractions) {
  BOOST_TEST(
    (resolved({{"PING_INTERVAL_SECONDS", "0.3"}}).ping_interval == 300ms));
  BOOST_TEST((resolved({{"CONNECT_TIMEOUT_SECONDS", "2.5"}}).connect_timeout
              == 2'500ms));
  for (const auto* text : {"0", "-1", "1s", "nan", "inf", "1e9", ""})
    BOOST_TEST(!refusal({{"PING_TIMEOUT_SECONDS", text}}).empty(), text);
}

BOOST_AUTO_TEST_CASE(switches_know_the_usual_words) {
  for (const auto* text : {"false", "0", "no", "OFF"})
    BOOST_TEST(!resolved({{"ALLOW_QUERY_TOKEN", text}}).allow_query_token);
  for (const auto* text : {"true", "1", "Yes", "on"})
    BOOST_TEST(resolved({{"ALLOW_QUERY_TOKEN", text}}).allow_query_token);
  BOOST_TEST(!refusal({{"ALLOW_QUERY_TOKEN", "maybe"}}).empty());
}

BOOST_AUTO_TEST_CASE(origins_are_one_list_as_browsers_send_them) {
  const auto s = resolved(
    {{"CLIENT_URL", "https://App.example.com/, http://localhost:3000"},
     {"FRONTEND_URL",
      "http://localhost:3000,,https://x.y:443,http://x.y:80/,http://[::1]:9"}});
  const std::vector<std::string> expected{
    "https://app.example.com", "http://localhost:3000", "https://x.y",
    "http://x.y", "http://[::1]:9"};
  BOOST_TEST(s.allowed_origins == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_no_origin_is_refused) {
  for (const auto* text :
       {"example.com", "ftp://x", "https://", "https://x/app", "https://x?y",
        "https://u@x", "null", "http://x\ny"})
    BOOST_TEST(!refusal({{"CLIENT_URL", text}}).empty(), text);
}

BOOST_AUTO_TEST_CASE(addresses_are_digits) {
  BOOST_TEST(resolved({{"BIND_ADDRESS", "0.0.0.0"}}).bind_address == "0.0.0.0");
  BOOST_TEST(resolved({{"BIND_ADDRESS", "::1"}}).bind_address == "::1");
  for (const auto* text : {"localhost", "1.2.3", "1.2.3.4.5", "256.0.0.1", ""})
    BOOST_TEST(!refusal({{"BIND_ADDRESS", text}}).empty(), text);
}

BOOST_AUTO_TEST_CASE(proxies_are_addresses_and_ranges_of_both_kinds) {
  const auto s =
    resolved({{"TRUSTED_PROXIES",
               "10.0.0.0/8, 192.0.2.7,,2001:db8::/32 ,::1,0.0.0.0/0,::1/128"}});
  const std::vector<std::string> expected{
    "10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32", "::1/128", "0.0.0.0/0"};
  BOOST_TEST(s.trusted_proxies == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_no_range_is_refused) {
  for (const auto* text :
       {"proxy.local", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1",
        "10.0.0.0/8/8", "10.0.0/8", "/8", "10.0.0.0 /8", "[::1]", "::1%lo",
        "10.0.0.1;10.0.0.2", "10.0.0.0/255.0.0.0"})
    BOOST_TEST(!refusal({{"TRUSTED_PROXIES", text}}).empty(), text);
  BOOST_TEST(refusal({{"TRUSTED_PROXIES", "10.0.0.0/8, 10.0.0.0/33"}})
             == "TRUSTED_PROXIES (from the environment): \"10.0.0.0/8, "
                "10.0.0.0/33\" is not good; allowed is a comma list of "
                "addresses and ranges such as 192.0.2.7, 10.0.0.0/8 or "
                "2001:db8::/32");
}

BOOST_AUTO_TEST_CASE(ice_servers_are_a_list_of_uris) {
  const auto s =
    resolved({{"TURN_URLS",
               "stun:Stun.example.com,, turn:t.example.com:3478?transport=udp ,"
               "turns:t.example.com:5349?transport=tcp,stuns:10.0.0.1,"
               "turn:[2001:db8::1]:3478,stun:stun.example.com"},
              {"TURN_SECRET", "shared"}});
  const std::vector<std::string> expected{
    "stun:stun.example.com", "turn:t.example.com:3478?transport=udp",
    "turns:t.example.com:5349?transport=tcp", "stuns:10.0.0.1",
    "turn:[2001:db8::1]:3478"};
  BOOST_TEST(s.turn_urls == expected, boost::test_tools::per_element());
  BOOST_TEST(s.turn_secret == "shared");
}

BOOST_AUTO_TEST_CASE(what_is_no_uri_of_an_ice_server_is_refused) {
  for (const auto* text :
       {"turn.example.com", "turn://t.example.com", "turn:", "http://x",
        "turn:t:0", "turn:t:65536", "turn:t:x", "turn:t:", "turn:t/x",
        "turn:u@t", "stun:s?transport=udp", "turn:t?transport=sctp",
        "turn:t?x=y", "turn:[::1", "turn:[t]", "turn:[::1]3478", "turn:::1",
        "turn:t t"})
    BOOST_TEST(
      refusal({{"TURN_URLS", text}, {"TURN_SECRET", "x"}}).find("TURN_URLS (")
        == 0U,
      text);
}

BOOST_AUTO_TEST_CASE(a_relay_needs_the_secret_that_it_shares) {
  BOOST_TEST(refusal({{"TURN_URLS", "stun:s"}}).empty());
  BOOST_TEST(
    refusal({{"TURN_URLS", "stun:s,turns:t"}}).find("TURN_SECRET: not set")
    == 0U);
}

BOOST_AUTO_TEST_CASE(without_a_database_one_is_told_how_to_give_it) {
  const auto found = config::resolve({});
  BOOST_REQUIRE(!found.has_value());
  BOOST_TEST(found.error().message.find("DATABASE_URL: not set") == 0U);
  BOOST_TEST(found.error().message.find("scripts/run") != std::string::npos);
  BOOST_TEST(!refusal({{"DATABASE_URL", "mongodb://x"}}).empty());
  BOOST_TEST(refusal({{"DATABASE_URL", "host=x dbname=y"}}).empty());
}

BOOST_AUTO_TEST_CASE(a_secret_never_stands_in_a_message) {
  const auto text = refusal({{"DATABASE_URL", "mysql://user:hunter2@x"}});
  BOOST_TEST(!text.empty());
  BOOST_TEST(text.find("hunter2") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(tls_takes_a_certificate_and_a_key) {
  BOOST_TEST(refusal({{"TLS_CERT", "a.pem"}}).find("TLS_KEY: not set") == 0U);
  BOOST_TEST(refusal({{"TLS_KEY", "b.pem"}}).find("TLS_CERT: not set") == 0U);
  BOOST_TEST(refusal({{"TLS_CERT", "a.pem"}, {"TLS_KEY", "b.pem"}}).empty());
}

BOOST_AUTO_TEST_CASE(all_queues_together_hold_at_least_one) {
  BOOST_TEST(!refusal({{"MAX_QUEUED_BYTES", "1048576"},
                       {"MAX_SOCKET_QUEUE_BYTES", "1048577"}})
                .empty());
}

BOOST_AUTO_TEST_CASE(development_has_a_secret_that_a_warning_names) {
  const auto s = resolved({});
  BOOST_TEST(s.jwt_secret == config::development_jwt_secret);
  const auto told = config::warnings(s);
  BOOST_REQUIRE(told.size() == 2U);
  BOOST_TEST(told[0].find("JWT_SECRET") == 0U);
  BOOST_TEST(told[0].find(s.jwt_secret) != std::string::npos);
  BOOST_TEST(told[1].find("ADMIN_SECRET_KEY") == 0U);
}

BOOST_AUTO_TEST_CASE(with_secrets_nothing_is_warned_of) {
  BOOST_TEST(
    config::warnings(resolved({{"JWT_SECRET", "a"}, {"ADMIN_SECRET_KEY", "b"}}))
      .empty());
}

BOOST_AUTO_TEST_SUITE_END()
