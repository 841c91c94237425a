// HTTPS and WSS: what is spoken, what is refused, and the files behind it.

#include "certificates.hpp"
#include "http/tls/context.hpp"
#include "server_fixture.hpp"
#include "tls_client.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace tests;

constexpr std::string_view health = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";

struct files {
  certificate_files pair;
};

struct fixture : files, server_fixture {
  fixture() : server_fixture{make(pair)} {
    gateway.on_packet = [](actors::sink& out, const std::string& packet) {
      out.post(wire::frame::text("4" + packet));
    };
  }

  static config::settings make(const certificate_files& pair) {
    auto s = test_settings();
    s.tls_cert = pair.certificate;
    s.tls_key = pair.key;
    return s;
  }

  /// The status line of an answer to one request over TLS.
  std::string status_line(tls_offer offer = {}) {
    tls_client client{server.port(), offer};
    if (!client.error.empty())
      return client.error;
    client.send(health);
    const auto answer = client.read_answer();
    return answer.substr(0, answer.find('\r'));
  }
};

/// Waits for a counter that other threads count up.
void reaches(const base::counter& counter, std::uint64_t value) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (counter.value() < value && std::chrono::steady_clock::now() < deadline)
    std::this_thread::yield();
  BOOST_TEST(counter.value() == value);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(tls, fixture)

BOOST_AUTO_TEST_CASE(two_versions_are_spoken) {
  BOOST_TEST(status_line({TLS1_2_VERSION, TLS1_2_VERSION})
             == "HTTP/1.1 200 OK");
  BOOST_TEST(status_line({TLS1_3_VERSION, TLS1_3_VERSION})
             == "HTTP/1.1 200 OK");
  BOOST_TEST(metrics.tls_handshakes.value() == 2u);
  BOOST_TEST(tls_client{server.port()}.version() == "TLSv1.3");
}

BOOST_AUTO_TEST_CASE(older_versions_are_refused) {
  for (auto version : {TLS1_VERSION, TLS1_1_VERSION}) {
    tls_client client{server.port(), {version, version}};
    BOOST_TEST(client.error == "tlsv1 alert protocol version");
  }
  reaches(metrics.tls_handshakes_failed, 2);
}

BOOST_AUTO_TEST_CASE(ciphers_are_good_ones) {
  tls_client client{server.port(), {TLS1_2_VERSION, TLS1_2_VERSION}};
  BOOST_TEST(client.cipher().starts_with("ECDHE-"));
  BOOST_TEST(client.cipher().find("CBC") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(http_1_1_is_agreed_on) {
  tls_client both{server.port(), {0, 0, "\x02h2\x08http/1.1"}};
  BOOST_TEST(both.protocol() == "http/1.1");
  tls_client other{server.port(), {0, 0, "\x02h2"}};
  BOOST_TEST(other.error == "tlsv1 alert no application protocol");
}

BOOST_AUTO_TEST_CASE(nobody_renegotiates) {
  tls_client client{server.port(), {TLS1_2_VERSION, TLS1_2_VERSION}};
  BOOST_TEST(!client.renegotiate());
}

BOOST_AUTO_TEST_CASE(a_session_is_resumed_by_its_ticket) {
  for (auto version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    tls_client first{server.port(), {version, version}};
    first.send(health);
    first.read_answer(); // the ticket of 1.3 comes before it
    tls_client second{server.port(), {version, version, {}, first.session()}};
    BOOST_TEST(second.is_resumed());
    second.send(health);
    BOOST_TEST(has_status(second.read_answer(), 200));
  }
}

BOOST_AUTO_TEST_CASE(requests_of_all_sizes_come_through) {
  tls_client client{server.port()};
  for (std::size_t size : {1u, 5'000u, 16'384u, 100'000u, 1'000'000u}) {
    client.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: "
                + std::to_string(size) + "\r\n\r\n" + std::string(size, 'x'));
    BOOST_TEST(has_status(client.read_answer(), 404), size);
  }
}

BOOST_AUTO_TEST_CASE(pipelined_requests_in_one_record_are_answered) {
  std::string many;
  for (int i = 0; i < 100; ++i)
    many += "GET /health HTTP/1.1\r\nHost: a\r\nX-Request-Id: n"
            + std::to_string(i) + "\r\n\r\n";
  tls_client client{server.port()};
  client.send(many);
  for (int i = 0; i < 100; ++i)
    BOOST_REQUIRE(contains(client.read_answer(),
                           "X-Request-Id: n" + std::to_string(i) + "\r\n"));
}

BOOST_AUTO_TEST_CASE(a_refusal_is_read_and_the_end_is_told) {
  tls_client client{server.port()};
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n"
              + std::string(3'000'000, 'x'));
  BOOST_TEST(has_status(client.read_to_end(), 413));
  BOOST_TEST(client.was_told_the_end());
}

BOOST_AUTO_TEST_CASE(a_client_that_waits_is_told_to_go_on) {
  tls_client client{server.port()};
  client.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
              "Content-Length: 2\r\n\r\n");
  BOOST_TEST(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("{}");
  BOOST_TEST(has_status(client.read_answer(), 404));
}

BOOST_AUTO_TEST_CASE(plain_http_is_told_where_it_is) {
  auto client = connect();
  client.send(health);
  const auto answer = client.read_to_end();
  BOOST_TEST(has_status(answer, 400));
  BOOST_TEST(body_of(answer) == "This port speaks HTTPS: use https://");
  reaches(metrics.tls_handshakes_failed, 1);
}

BOOST_AUTO_TEST_CASE(garbage_and_broken_handshakes_end) {
  for (const std::string_view bytes :
       {std::string_view{"\x00\x01\x02\x03\x04\x05\x06\x07", 8},
        std::string_view{"\x16\x03\x01\x00\x05hello", 10},
        std::string_view{"\x16\x03\x01\xff\xff", 5}}) {
    auto client = connect();
    client.send(bytes);
    client.finish();
    client.read_to_end();
  }
  reaches(metrics.tls_handshakes_failed, 3);
  BOOST_TEST(status_line() == "HTTP/1.1 200 OK");
}

BOOST_AUTO_TEST_CASE(a_handshake_may_come_in_pieces) {
  // A hello that says nothing: its record is whole, its message is not.
  for (const bool ends : {false, true}) {
    auto client = connect();
    const std::string_view hello{"\x16\x03\x01\x00\x04\x01\x00\x00\x00", 9};
    for (const auto& c : hello)
      client.send({&c, 1});
    if (ends)
      client.finish();
    BOOST_TEST(client.read_to_end().starts_with("\x15\x03")); // an alert
  }
  reaches(metrics.tls_handshakes_failed, 2);
}

BOOST_AUTO_TEST_CASE(messages_of_all_sizes_go_and_come) {
  tls_client client{server.port()};
  BOOST_TEST(client.open().starts_with("0{"));
  for (std::size_t size :
       {0u, 1u, 125u, 126u, 16'370u, 16'384u, 65'536u, 100'000u, 900'000u}) {
    const auto text = "42" + std::string(size, 'x');
    client.send(client_text(text));
    BOOST_REQUIRE((client.read_frame().payload == text));
  }
}

BOOST_AUTO_TEST_CASE(many_messages_go_and_come_in_order) {
  tls_client client{server.port()};
  client.open();
  std::string together;
  for (int i = 0; i < 500; ++i) {
    const auto frame = client_text("42[" + std::to_string(i) + "]");
    if (i % 2 == 0)
      together += frame;
    else
      client.send(std::exchange(together, {}) + frame);
  }
  for (int i = 0; i < 500; ++i)
    BOOST_REQUIRE(client.read_frame().payload
                  == "42[" + std::to_string(i) + "]");
}

BOOST_AUTO_TEST_CASE(frames_may_come_in_the_record_of_the_handshake) {
  const auto large = "42" + std::string(9'000, 'x');
  tls_client client{server.port()};
  client.open("?EIO=4&transport=websocket", {},
              client_text("40") + client_text(large) + client_text("42[]"));
  BOOST_TEST(client.read_frame().payload == "40");
  BOOST_TEST((client.read_frame().payload == large));
  BOOST_TEST(client.read_frame().payload == "42[]");
}

BOOST_AUTO_TEST_CASE(keys_may_be_changed) {
  tls_client client{server.port(), {TLS1_3_VERSION, TLS1_3_VERSION}};
  client.open();
  for (int i = 0; i < 5; ++i) {
    client.update_keys();
    client.send(client_text("42[]"));
    BOOST_TEST(client.read_frame().payload == "42[]");
  }
}

BOOST_AUTO_TEST_CASE(a_close_is_told_on_all_levels) {
  tls_client client{server.port()};
  client.open();
  gateway.wait(0, [](const session_record&) { return true; });
  gateway.session(0).out->close(actors::close_reason::shutting_down);
  BOOST_TEST(client.read_frame().close_code() == 1012);
  BOOST_TEST(client.read_to_end() == "");
  BOOST_TEST(client.was_told_the_end());
}

BOOST_AUTO_TEST_CASE(a_slow_reader_gets_all_in_the_end) {
  tls_client client{server.port(), {}, 4096};
  client.open();
  gateway.wait(0, [](const session_record&) { return true; });
  const auto out = gateway.session(0).out;
  const auto text = std::string(20'000, 'y');
  // More than the kernel takes, less than the queue's bound.
  for (int i = 0; i < 45; ++i)
    BOOST_REQUIRE(out->post(wire::frame::text(text)));
  for (int i = 0; i < 45; ++i)
    BOOST_REQUIRE((client.read_frame().payload == text));
  out->post(wire::frame::text("2"));
  BOOST_TEST(client.read_frame().payload == "2");
}

BOOST_AUTO_TEST_CASE(who_never_reads_is_closed) {
  tls_client client{server.port(), {}, 4096};
  client.open();
  gateway.wait(0, [](const session_record&) { return true; });
  const auto out = gateway.session(0).out;
  const auto frame = wire::frame::text(std::string(60'000, 'y'));
  while (out->post(frame))
    continue;
  gateway.wait(0, [](const session_record& s) { return !!s.closed; });
  BOOST_TEST((gateway.session(0).closed == actors::close_reason::too_slow));
  client.read_to_end();
}

BOOST_AUTO_TEST_CASE(a_new_certificate_is_for_new_connections) {
  tls_client old{server.port()};
  BOOST_TEST(old.serial() == pair.serial);
  const auto first = pair.serial;
  pair.renew();
  BOOST_TEST(!!server.reload_certificate());
  BOOST_TEST(tls_client{server.port()}.serial() == pair.serial);
  BOOST_TEST(pair.serial != first);
  old.send(health);
  BOOST_TEST(has_status(old.read_answer(), 200));
}

BOOST_AUTO_TEST_CASE(a_bad_new_certificate_leaves_the_old_one) {
  const auto serial = pair.serial;
  const auto other = certificate_files{};
  std::filesystem::copy_file(other.key, pair.key,
                             std::filesystem::copy_options::overwrite_existing);
  const auto reloaded = server.reload_certificate();
  BOOST_REQUIRE(!reloaded);
  BOOST_TEST(contains(reloaded.error().message, "do not belong together"));
  BOOST_TEST(tls_client{server.port()}.serial() == serial);
}

BOOST_AUTO_TEST_CASE(strictness_is_for_production) {
  tls_client client{server.port()};
  client.send(health);
  BOOST_TEST(!contains(client.read_answer(), "Strict-Transport-Security"));
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

struct in_production : files, server_fixture {
  in_production() : server_fixture{make(pair)} {
    // nop
  }

  static config::settings make(const certificate_files& pair) {
    auto s = fixture::make(pair);
    s.app_env = config::environment::production;
    return s;
  }
};

std::string why_not(const std::string& certificate, const std::string& key) {
  const auto loaded = http::tls::context::load(certificate, key);
  return loaded ? "it is good" : loaded.error().message;
}

} // namespace

BOOST_FIXTURE_TEST_CASE(production_tells_clients_to_keep_to_tls,
                        in_production) {
  tls_client client{server.port()};
  client.send(health);
  BOOST_TEST(contains(client.read_answer(),
                      "Strict-Transport-Security: max-age=31536000\r\n"));
}

BOOST_FIXTURE_TEST_SUITE(certificates, files)

BOOST_AUTO_TEST_CASE(bad_files_are_told_in_sentences) {
  const auto empty = pair.write("empty.pem", "");
  const auto text = pair.write("text.pem", "no certificate\n");
  const auto broken =
    pair.write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n"
                             "-----END CERTIFICATE-----\n");
  BOOST_TEST(why_not("/nowhere/a.pem", pair.key)
             == "TLS_CERT: /nowhere/a.pem cannot be read: No such file or "
                "directory.");
  BOOST_TEST(why_not("/tmp", pair.key)
             == "TLS_CERT: /tmp cannot be read: Is a directory.");
  BOOST_TEST(why_not(empty, pair.key)
             == "TLS_CERT: " + empty + " cannot be read: it is empty.");
  BOOST_TEST(why_not(text, pair.key)
             == "TLS_CERT: " + text
                  + " holds no certificate in PEM form "
                    "(-----BEGIN CERTIFICATE-----).");
  BOOST_TEST(why_not(broken, pair.key)
               .starts_with("TLS_CERT: the certificate in " + broken
                            + " cannot be used: "));
  BOOST_TEST(why_not(pair.certificate, text)
             == "TLS_KEY: " + text
                  + " holds no private key in PEM form "
                    "(-----BEGIN PRIVATE KEY-----).");
  BOOST_TEST(
    why_not(pair.certificate, pair.certificate)
      .starts_with("TLS_KEY: " + pair.certificate + " holds no private key"));
}

BOOST_AUTO_TEST_CASE(a_key_of_another_certificate_is_told) {
  const certificate_files other;
  BOOST_TEST(why_not(pair.certificate, other.key)
             == "TLS_CERT and TLS_KEY do not belong together: the key in "
                  + other.key + " is not the certificate's.");
}

BOOST_AUTO_TEST_CASE(an_encrypted_key_is_told) {
  const auto key = pair.write_encrypted_key();
  BOOST_TEST(why_not(pair.certificate, key)
             == "TLS_KEY: the key in " + key
                  + " is encrypted; store it without a passphrase.");
}

BOOST_AUTO_TEST_CASE(the_end_of_a_certificate_is_told_in_time) {
  const auto told = [&](int days) {
    pair.renew(days);
    // Made later, and whole seconds, are no reason to call it good.
    const auto now = std::chrono::system_clock::now() + std::chrono::minutes{1};
    const auto loaded = http::tls::context::load(pair.certificate, pair.key);
    BOOST_REQUIRE(loaded);
    return (*loaded)->warning(now);
  };
  BOOST_TEST(told(15) == "");
  BOOST_TEST(told(13).starts_with("The TLS certificate ends on 20"));
  BOOST_TEST(told(0).starts_with("The TLS certificate ended on 20"));
}

BOOST_AUTO_TEST_SUITE_END()
