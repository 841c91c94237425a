// Pings, pongs, and who is cut when.

#include "http/io/heartbeat.hpp"
#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <future>

namespace {

using namespace tests;
using namespace std::chrono_literals;
using http::io::heartbeat;
using http::io::tick_ms;
using std::chrono::steady_clock;
using wire::engineio::revision;

struct fixture : server_fixture {
  explicit fixture(config::settings s = make()) : server_fixture{std::move(s)} {
    opened = steady_clock::now();
    client.open();
  }

  /// A stall of the machine is no silence of the client.
  static config::settings make() {
    auto s = test_settings();
    s.ping_interval = 300ms;
    s.ping_timeout = 2500ms;
    return s;
  }

  /// Never early; how late it may be depends on the machine.
  void expect_after(steady_clock::time_point start,
                    std::chrono::milliseconds least) {
    BOOST_TEST((steady_clock::now() - start >= least - 20ms));
  }

  raw_client client = connect();
  steady_clock::time_point opened;
};

/// A heartbeat by itself, that begins at 0.
struct beating {
  explicit beating(revision r) : beat{r} {
    settings.ping_interval = 300ms;
    settings.ping_timeout = 200ms;
    beat.begin(0, settings);
  }

  char look(tick_ms now, bool is_behind = false) {
    const auto step = beat.look(now, settings, is_behind);
    return step == heartbeat::step::wait
             ? 'w'
             : (step == heartbeat::step::ping ? 'p' : 'e');
  }

  config::settings settings;
  heartbeat beat;
};

struct server_pings : beating {
  server_pings() : beating{revision::v4} {
    // nop
  }
};

struct client_pings : beating {
  client_pings() : beating{revision::v3} {
    // nop
  }
};

/// While it lives, the thread of the sockets does nothing.
class standstill {
public:
  explicit standstill(fixture& f) : client_{f.connect()} {
    auto begins = begun_.get_future();
    f.gateway.on_packet = [this, end = end_.get_future().share()](
                            actors::sink&, const std::string&) {
      begun_.set_value();
      end.wait();
    };
    client_.open();
    client_.send(client_text("4stop"));
    begins.wait();
  }

  ~standstill() {
    end_.set_value();
  }

  standstill(const standstill&) = delete;
  standstill& operator=(const standstill&) = delete;

private:
  std::promise<void> begun_;
  std::promise<void> end_;
  raw_client client_;
};

/// A session that polls; nothing is said by either side.
struct polling : server_fixture {
  explicit polling(std::chrono::milliseconds interval)
    : server_fixture{make(interval)} {
    opened = steady_clock::now();
    const auto answer = ask("GET", path);
    const auto begin = answer.find("\"sid\":\"") + 7;
    query = "?EIO=4&transport=websocket&sid="
            + answer.substr(begin, answer.find('"', begin) - begin);
  }

  static config::settings make(std::chrono::milliseconds interval) {
    auto s = test_settings();
    s.ping_interval = interval;
    s.ping_timeout = 3s;
    return s;
  }

  /// A socket that has taken the session over.
  raw_client upgrade() {
    auto client = connect();
    client.open(query, {}, {}, false);
    client.send(client_text("2probe"));
    BOOST_TEST(client.read_frame().payload == "3probe");
    client.send(client_text("5"));
    return client;
  }

  const std::string path = "/socket.io/?EIO=4&transport=polling";
  std::string query;
  steady_clock::time_point opened;
};

struct polling_slowly : polling {
  polling_slowly() : polling{3s} {
    // nop
  }
};

struct polling_fast : polling {
  polling_fast() : polling{100ms} {
    // nop
  }
};

struct with_connect_timeout : fixture {
  with_connect_timeout() : fixture{make()} {
    // nop
  }

  static config::settings make() {
    auto s = test_settings();
    s.connect_timeout = 1500ms;
    return s;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(heartbeat_of_revision_4, server_pings)

BOOST_AUTO_TEST_CASE(a_ping_is_due_after_the_interval) {
  BOOST_TEST(look(299) == 'w');
  BOOST_TEST(beat.due() == 300);
  BOOST_TEST(!beat.waits_for_client());
  BOOST_TEST(look(300) == 'p');
  BOOST_TEST(beat.waits_for_client());
}

BOOST_AUTO_TEST_CASE(the_end_comes_early_by_what_a_wheel_may_be_late) {
  BOOST_TEST(look(300) == 'p');
  BOOST_TEST(beat.due() == 490);
  BOOST_TEST(look(489) == 'w');
  BOOST_TEST(look(490) == 'e');
}

BOOST_AUTO_TEST_CASE(a_wheel_s_lateness_does_not_add_up) {
  BOOST_TEST(look(310) == 'p');
  BOOST_TEST(look(490) == 'e');
}

BOOST_AUTO_TEST_CASE(a_late_thread_gives_the_client_its_whole_time) {
  BOOST_TEST(look(2'000) == 'p');
  BOOST_TEST(beat.due() == 2'190);
  BOOST_TEST(look(2'190) == 'e');
}

BOOST_AUTO_TEST_CASE(the_interval_begins_at_the_pong) {
  BOOST_TEST(look(300) == 'p');
  beat.heard(350, settings);
  BOOST_TEST(beat.due() == 650);
  BOOST_TEST(look(649) == 'w');
  BOOST_TEST(look(650) == 'p');
}

BOOST_AUTO_TEST_CASE(a_pong_that_nothing_asked_for_changes_nothing) {
  beat.heard(250, settings);
  BOOST_TEST(look(300) == 'p');
}

BOOST_AUTO_TEST_CASE(a_pong_may_lie_unread_behind_a_standstill) {
  BOOST_TEST(look(300) == 'p');
  BOOST_TEST(look(5'000) == 'w');
  BOOST_TEST(beat.due() == 5'200);
  beat.heard(5'001, settings);
  BOOST_TEST(look(5'301) == 'p');
}

BOOST_AUTO_TEST_CASE(a_standstill_is_forgiven_once_a_round) {
  BOOST_TEST(look(300) == 'p');
  BOOST_TEST(look(5'000) == 'w');
  BOOST_TEST(look(9'000) == 'e');
}

BOOST_AUTO_TEST_CASE(what_is_not_read_on_purpose_is_waited_for) {
  BOOST_TEST(look(300) == 'p');
  for (tick_ms now = 490; now < 3'000; now += 200)
    BOOST_TEST(look(now, true) == 'w');
  BOOST_TEST(look(beat.due()) == 'e');
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(heartbeat_of_revision_3, client_pings)

BOOST_AUTO_TEST_CASE(a_silent_client_is_ended_after_both_times) {
  BOOST_TEST(beat.waits_for_client());
  BOOST_TEST(beat.due() == 490);
  BOOST_TEST(look(489) == 'w');
  BOOST_TEST(look(490) == 'e');
}

BOOST_AUTO_TEST_CASE(each_ping_begins_a_round) {
  for (tick_ms now = 300; now < 3'000; now += 300) {
    beat.heard(now, settings);
    BOOST_TEST(beat.due() == now + 490);
  }
}

BOOST_AUTO_TEST_CASE(a_ping_may_lie_unread_behind_a_standstill) {
  BOOST_TEST(look(5'000) == 'w');
  BOOST_TEST(look(5'200) == 'e');
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(heartbeat_of_sessions, fixture)

BOOST_AUTO_TEST_CASE(the_interval_restarts_at_the_pong) {
  client.send(client_text("40"));
  auto start = opened;
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST((client.read_frame() == server_frame{0x81, "2"}));
    expect_after(start, 300ms);
    start = steady_clock::now();
    client.send(client_text("3"));
  }
}

BOOST_AUTO_TEST_CASE(a_silent_client_is_cut_after_interval_and_timeout) {
  client.send(client_text("40"));
  BOOST_TEST(client.read_frame().payload == "2");
  const auto last = client.read_frame();
  expect_after(opened, 2800ms);
  BOOST_TEST(int{last.first_byte} == 0x88);
  BOOST_TEST(client.read_to_end() == "");
  gateway.wait(0, [](const session_record& s) { return !!s.closed; });
  BOOST_TEST((gateway.session(0).closed == actors::close_reason::ping_timeout));
}

BOOST_AUTO_TEST_CASE(messages_do_not_stand_in_for_a_pong) {
  client.send(client_text("40"));
  BOOST_TEST(client.read_frame().payload == "2");
  client.send(client_text("42[\"alive\"]"));
  BOOST_TEST(int{client.read_frame().first_byte} == 0x88);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(a_standstill_of_the_server, fixture)

BOOST_AUTO_TEST_CASE(ends_no_polling_session) {
  const std::string path = "/socket.io/?EIO=4&transport=polling";
  const auto opening = ask("GET", path);
  const auto begin = opening.find("\"sid\":\"") + 7;
  const auto session =
    path + "&sid=" + opening.substr(begin, opening.find('"', begin) - begin);
  gateway.wait(1, [](const session_record&) { return true; });
  auto poll = connect();
  {
    const standstill pause{*this};
    poll.send("GET " + session + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    BOOST_TEST(poll.is_silent(3300ms));
  }
  BOOST_TEST(body_of(poll.read_answer()) == "2");
  poll.send("GET " + session + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  BOOST_TEST(poll.is_silent(100ms));
  BOOST_TEST(body_of(ask("POST", session, {}, "3")) == "ok");
  BOOST_TEST(body_of(poll.read_answer()) == "2");
}

BOOST_AUTO_TEST_CASE(ends_no_socket) {
  BOOST_TEST(client.read_frame().payload == "2");
  {
    const standstill pause{*this};
    BOOST_TEST(client.is_silent(3s));
  }
  client.send(client_text("3"));
  BOOST_TEST(client.read_frame().payload == "2");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(heartbeat_of_upgraded_sessions)

// The client waits from its opening on: an interval, and the timeout.
BOOST_FIXTURE_TEST_CASE(an_upgrade_puts_no_ping_off, polling_slowly) {
  auto waiting = connect();
  BOOST_TEST(waiting.is_silent(2900ms));
  auto client = upgrade();
  BOOST_TEST(client.read_frame().payload == "2");
  BOOST_TEST((steady_clock::now() - opened < 5800ms));
}

// The ping that was not answered before is to be answered here.
BOOST_FIXTURE_TEST_CASE(a_pong_may_come_by_the_socket, polling_fast) {
  const auto target = path + query.substr(query.find("&sid="));
  BOOST_TEST(body_of(ask("GET", target)) == "2");
  auto client = upgrade();
  client.send(client_text("3"));
  BOOST_TEST(client.read_frame().payload == "2");
  BOOST_TEST(int{client.read_frame().first_byte} == 0x88);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(connect_timeout, with_connect_timeout)

BOOST_AUTO_TEST_CASE(a_client_that_never_connects_is_closed) {
  client.send(client_text("42[\"early\"]"));
  BOOST_TEST(client.read_frame().close_code() == 1008);
  expect_after(opened, 1500ms);
  gateway.wait(0, [](const session_record& s) { return !!s.closed; });
  BOOST_TEST(
    (gateway.session(0).closed == actors::close_reason::connect_timeout));
}

BOOST_AUTO_TEST_CASE(one_that_says_connect_and_is_refused_is_closed_too) {
  client.send(client_text("40"));
  BOOST_TEST(client.read_frame().close_code() == 1008);
}

BOOST_AUTO_TEST_CASE(one_that_connects_stays) {
  gateway.wait(0, [](const session_record&) { return true; });
  gateway.session(0).out->connected();
  BOOST_TEST(client.is_silent(1800ms));
}

BOOST_AUTO_TEST_CASE(one_that_leaves_has_as_long_again) {
  gateway.wait(0, [](const session_record&) { return true; });
  gateway.session(0).out->connected();
  gateway.session(0).out->disconnected();
  BOOST_TEST(client.read_frame().close_code() == 1008);
  expect_after(opened, 3s);
}

BOOST_AUTO_TEST_SUITE_END()
