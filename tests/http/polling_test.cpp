// Sessions that live on HTTP requests, and sockets that take them over. What
// clients see of the protocol is tried by tests/e2e/protocol; here is what
// needs a look behind the server.

#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <random>
#include <thread>

namespace {

using namespace tests;
using actors::close_reason;

const std::string path = "/socket.io/?EIO=4&transport=polling";

std::string request(std::string_view method, const std::string& target,
                    std::string_view body = {}) {
  std::string out{method};
  out.append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
  if (!body.empty())
    out.append("Content-Length: ").append(std::to_string(body.size()) + "\r\n");
  return out.append("\r\n").append(body);
}

struct fixture : server_fixture {
  explicit fixture(config::settings s = test_settings())
    : server_fixture{std::move(s)} {
    session = open();
    gateway.wait(0, [](const session_record&) { return true; });
  }

  /// Opens a session; the target of its requests.
  std::string open() {
    const auto answer = ask("GET", path);
    BOOST_REQUIRE_MESSAGE(has_status(answer, 200), answer);
    const auto begin = answer.find("\"sid\":\"") + 7;
    return path
           + "&sid=" + answer.substr(begin, answer.find('"', begin) - begin);
  }

  close_reason wait_closed(std::size_t i = 0) {
    gateway.wait(i, [](const session_record& s) { return !!s.closed; });
    BOOST_TEST(gateway.session(i).times_closed == 1);
    return *gateway.session(i).closed;
  }

  /// A GET that the server holds: known to be there once what was posted to
  /// another session has been answered.
  raw_client poll() {
    auto client = connect();
    client.send(request("GET", session));
    return client;
  }

  void post(std::string_view packet) {
    gateway.session(0).out->post(wire::frame::text(packet));
  }

  std::string session;
};

struct with_small_queue : fixture {
  static config::settings make() {
    auto s = test_settings();
    s.max_socket_queue_bytes = 1 << 16;
    return s;
  }

  with_small_queue() : fixture{make()} {
    // nop
  }
};

struct with_few_handshakes : fixture {
  static config::settings make() {
    auto s = test_settings();
    s.handshakes_per_second = 2;
    return s;
  }

  with_few_handshakes() : fixture{make()} {
    // nop
  }
};

struct without_eio3 : fixture {
  static config::settings make() {
    auto s = test_settings();
    s.allow_eio3 = false;
    return s;
  }

  without_eio3() : fixture{make()} {
    // nop
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(polling)

BOOST_FIXTURE_TEST_CASE(a_get_waits_and_gets_all_there_is, fixture) {
  auto client = poll();
  BOOST_TEST(client.is_silent(std::chrono::milliseconds{50}));
  post("4one");
  BOOST_TEST(body_of(client.read_answer()) == "4one");
  post("4two");
  post("4three");
  client.send(request("GET", session));
  BOOST_TEST(body_of(client.read_answer())
             == "4two\x1e"
                "4three");
  BOOST_TEST(metrics.bytes_queued.value() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_get_whose_client_hangs_up_ends_the_session, fixture) {
  {
    auto client = poll();
    // Its answer is the last before the held one.
    BOOST_TEST(contains(ask("POST", session, {}, "4hello"), "ok"));
  }
  BOOST_TEST((wait_closed() == close_reason::client_left));
  BOOST_TEST(contains(ask("GET", session), R"({"code":1,)"));
}

// As the clients of Node do, each of whose requests is the last of its
// connection.
BOOST_FIXTURE_TEST_CASE(a_hang_up_behind_a_last_get_ends_the_session, fixture) {
  std::size_t i = 0;
  for (const std::string end :
       {" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        " HTTP/1.0\r\n\r\n"}) {
    if (i > 0)
      session = open();
    gateway.wait(i, [](const session_record&) { return true; });
    {
      auto client = connect();
      client.send("GET " + session + end);
      BOOST_TEST(contains(ask("POST", session, {}, "4hello"), "ok"));
    }
    BOOST_TEST((wait_closed(i++) == close_reason::client_left));
  }
}

BOOST_FIXTURE_TEST_CASE(the_last_get_of_a_connection_is_answered, fixture) {
  auto client = connect();
  client.send("GET " + session + " HTTP/1.0\r\n\r\nand what nobody wants");
  BOOST_TEST(contains(ask("POST", session, {}, "4hello"), "ok"));
  post("4one");
  BOOST_TEST(body_of(client.read_answer()) == "4one");
  BOOST_TEST(client.read_to_end() == "");
  BOOST_TEST(!gateway.session(0).closed);
}

// The client knows its session before the loop has taken it in.
BOOST_FIXTURE_TEST_CASE(a_post_may_come_right_behind_the_handshake, fixture) {
  std::vector<std::thread> clients;
  std::atomic<int> confirmed{0};
  for (int i = 0; i < 8; ++i)
    clients.emplace_back([&] {
      for (int k = 0; k < 50; ++k)
        if (contains(ask("POST", open(), {}, "4hello"), "ok"))
          ++confirmed;
    });
  for (auto& x : clients)
    x.join();
  BOOST_TEST(confirmed == 400);
}

BOOST_FIXTURE_TEST_CASE(a_hang_up_after_the_answer_ends_nothing, fixture) {
  {
    auto client = poll();
    post("4one");
    BOOST_TEST(body_of(client.read_answer()) == "4one");
  }
  post("4two");
  BOOST_TEST(body_of(ask("GET", session)) == "4two");
  BOOST_TEST(!gateway.session(0).closed);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_does_not_poll_is_closed_at_the_bound,
                        with_small_queue) {
  const auto out = gateway.session(0).out;
  const auto frame = wire::frame::text("4" + std::string(1000, 'x'));
  int taken = 0;
  while (out->post(frame))
    ++taken;
  BOOST_TEST(taken >= 60);
  BOOST_TEST(taken <= 66);
  BOOST_TEST((wait_closed() == close_reason::too_slow));
  BOOST_TEST(body_of(ask("GET", session)) == "1");
  BOOST_TEST(metrics.bytes_queued.value() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_post_is_confirmed_when_its_packets_are_not_too_much,
                        fixture) {
  gateway.keep_credit(true);
  std::string many = "4a";
  for (int i = 1; i < 64; ++i)
    many += "\x1e"
            "4a";
  auto client = connect();
  client.send(request("POST", session, many));
  gateway.wait(0,
               [](const session_record& s) { return s.packets.size() == 64; });
  BOOST_TEST(client.is_silent(std::chrono::milliseconds{50}));
  BOOST_TEST(metrics.reads_paused.value() == 1u);
  gateway.give_back(0);
  BOOST_TEST(body_of(client.read_answer()) == "ok");
}

BOOST_FIXTURE_TEST_CASE(a_second_post_before_that_ends_the_session, fixture) {
  gateway.keep_credit(true);
  auto client = connect();
  client.send(request("POST", session, "4" + std::string(300'000, 'x')));
  gateway.wait(0, [](const session_record& s) { return !s.packets.empty(); });
  BOOST_TEST(has_status(ask("POST", session, {}, "4b"), 400));
  BOOST_TEST(body_of(client.read_answer()) == "ok");
  BOOST_TEST((wait_closed() == close_reason::protocol_error));
  BOOST_TEST(gateway.session(0).packets.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_post_while_another_one_comes_ends_the_session,
                        fixture) {
  const auto slow = request("POST", session, "4slow");
  auto client = connect();
  client.send(slow.substr(0, slow.size() - 2));
  BOOST_TEST(client.is_silent(std::chrono::milliseconds{50}));
  BOOST_TEST(has_status(ask("POST", session, {}, "4quick"), 400));
  BOOST_TEST((wait_closed() == close_reason::protocol_error));
  client.send(slow.substr(slow.size() - 2));
  BOOST_TEST(has_status(client.read_answer(), 400));
  BOOST_TEST(gateway.session(0).packets.empty());
}

BOOST_FIXTURE_TEST_CASE(posts_may_come_in_pieces_one_behind_the_other,
                        fixture) {
  const auto slow = request("POST", session, "4slow");
  auto client = connect();
  for (int i = 0; i < 3; ++i) {
    client.send(slow.substr(0, slow.size() - 2));
    BOOST_TEST(client.is_silent(std::chrono::milliseconds{20}));
    client.send(slow.substr(slow.size() - 2));
    BOOST_TEST(body_of(client.read_answer()) == "ok");
    BOOST_TEST(body_of(ask("POST", session, {}, "4quick")) == "ok");
  }
  BOOST_TEST(gateway.session(0).packets.size() == 6u);
}

BOOST_FIXTURE_TEST_CASE(a_server_that_goes_down_says_so_to_who_waits, fixture) {
  auto client = poll();
  BOOST_TEST(contains(ask("POST", session, {}, "4hello"), "ok"));
  const auto deadline = std::chrono::steady_clock::now() + patience;
  BOOST_TEST(server.close_sockets(deadline));
  BOOST_TEST(body_of(client.read_answer()) == "1");
  BOOST_TEST((wait_closed() == close_reason::shutting_down));
}

BOOST_FIXTURE_TEST_CASE(what_comes_to_a_server_that_goes_down_is_refused,
                        fixture) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  BOOST_TEST(server.finish_work(deadline));
  auto client = connect();
  client.send(request("POST", session, "4late"));
  // Not before the last answers are heard.
  BOOST_TEST(client.is_silent(std::chrono::milliseconds{50}));
  post("4answer");
  BOOST_TEST(body_of(ask("GET", session)) == "4answer");
  server.close_sockets(std::chrono::steady_clock::now());
  const auto refusal = client.read_answer();
  BOOST_TEST(has_status(refusal, 503));
  BOOST_TEST(contains(refusal, "Retry-After: 5\r\n"));
  BOOST_TEST(body_of(ask("GET", session)) == "1");
  BOOST_TEST(gateway.session(0).packets.empty());
  BOOST_TEST((wait_closed() == close_reason::shutting_down));
}

BOOST_FIXTURE_TEST_CASE(a_server_that_goes_down_opens_no_sessions, fixture) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  BOOST_TEST(server.finish_work(deadline));
  const auto late = open();
  BOOST_TEST(body_of(ask("GET", late)) == "1");
  auto client = connect();
  client.open();
  BOOST_TEST(int{client.read_frame().first_byte} == 0x88);
  BOOST_TEST(gateway.count() == 1u);
}

BOOST_FIXTURE_TEST_CASE(what_is_queued_comes_before_the_close, fixture) {
  post("41");
  gateway.session(0).out->close(close_reason::client_left);
  BOOST_TEST(body_of(ask("GET", session)) == "41");
  BOOST_TEST(body_of(ask("GET", session)) == "1");
  BOOST_TEST(contains(ask("GET", session), R"({"code":1,)"));
}

BOOST_FIXTURE_TEST_CASE(handshakes_over_the_limit_are_put_off,
                        with_few_handshakes) {
  // A slow machine may be given one more, now and then.
  const auto until_refused = [](auto&& attempt) {
    std::string answer;
    for (int i = 0; i < 50 && !has_status(answer, 503); ++i)
      answer = attempt();
    return answer;
  };
  const auto answer = until_refused([&] { return ask("GET", path); });
  BOOST_TEST(has_status(answer, 503));
  BOOST_TEST(contains(answer, "Retry-After: "));
  const auto refused = until_refused([&] {
    auto client = connect();
    client.send("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                "Host: localhost\r\nConnection: Upgrade\r\n"
                "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    return client.read_answer();
  });
  BOOST_TEST(has_status(refused, 503));
  // Those that are open go on.
  BOOST_TEST(contains(ask("POST", session, {}, "4hello"), "ok"));
}

BOOST_FIXTURE_TEST_CASE(revision_3_can_be_turned_off, without_eio3) {
  BOOST_TEST(contains(ask("GET", "/socket.io/?EIO=3&transport=polling"),
                      R"({"code":5,)"));
}

// Whatever the moment of the upgrade, the client hears all that is posted,
// once and in order, first by polling and then by the socket.
BOOST_FIXTURE_TEST_CASE(an_upgrade_loses_and_reorders_nothing, fixture) {
  std::mt19937 random{4711};
  for (std::size_t round = 0; round < 20; ++round) {
    session = open();
    const auto target = session;
    gateway.wait(round + 1, [](const session_record&) { return true; });
    const auto out = gateway.session(round + 1).out;
    constexpr int count = 300;
    std::thread poster{[&, pause = random() % 100] {
      for (int i = 0; i < count; ++i) {
        out->post(wire::frame::text("4" + std::to_string(i)));
        if (i % 10 == 0)
          std::this_thread::sleep_for(std::chrono::microseconds{pause});
      }
    }};
    std::vector<std::string> heard;
    const auto take = [&](std::string_view body) {
      while (!body.empty()) {
        const auto packet = body.substr(0, body.find('\x1e'));
        if (packet != "6")
          heard.emplace_back(packet);
        body.remove_prefix(std::min(packet.size() + 1, body.size()));
      }
    };
    const auto polls = random() % 3;
    // A poll behind the last packet would wait for a heartbeat.
    for (unsigned i = 0; i < polls && heard.size() < count; ++i)
      take(body_of(ask("GET", target)));
    auto client = connect();
    client.open(target.substr(target.find('?')), {}, {}, false);
    client.send(client_text("2probe"));
    BOOST_REQUIRE(client.read_frame().payload == "3probe");
    take(body_of(ask("GET", target)));
    client.send(client_text("5"));
    while (heard.size() < count)
      heard.push_back(client.read_frame().payload);
    poster.join();
    for (int i = 0; i < count; ++i)
      BOOST_REQUIRE(heard[static_cast<std::size_t>(i)]
                    == "4" + std::to_string(i));
    BOOST_TEST(contains(ask("GET", target), R"({"code":3,)"));
  }
}

BOOST_FIXTURE_TEST_CASE(credit_goes_along_with_an_upgrade, fixture) {
  gateway.keep_credit(true);
  BOOST_TEST(contains(ask("POST", session, {}, "4one"), "ok"));
  auto client = connect();
  client.open(session.substr(session.find('?')), {}, {}, false);
  client.send(client_text("2probe") + client_text("5") + client_text("4two"));
  BOOST_TEST(client.read_frame().payload == "3probe");
  gateway.wait(0,
               [](const session_record& s) { return s.packets.size() == 2; });
  const auto soon =
    std::chrono::steady_clock::now() + std::chrono::milliseconds{50};
  BOOST_TEST(!server.finish_work(soon));
  gateway.give_back(0);
  BOOST_TEST(server.close_sockets(std::chrono::steady_clock::now() + patience));
  BOOST_TEST((wait_closed() == close_reason::shutting_down));
}

BOOST_AUTO_TEST_SUITE_END()
