// One stream by itself, with short times.

#include "certificates.hpp"
#include "http/stream_core.hpp"

#include <asio/io_context.hpp>
#include <asio/read.hpp>
#include <boost/test/unit_test.hpp>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <thread>

namespace {

using asio::ip::tcp;
using http::stream_core;
using std::chrono::milliseconds;

constexpr std::chrono::seconds patience{10};

struct fixture {
  fixture() {
    tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), 0}};
    peer.connect(acceptor.local_endpoint());
    auto socket = acceptor.accept();
    socket.native_non_blocking(true);
    core = std::make_shared<stream_core>(std::move(socket), environment);
    core->enter(1);
  }

  ~fixture() {
    core->close();
    context.restart();
    context.run_for(patience);
  }

  void send(std::string_view bytes) {
    peer.send(asio::buffer(bytes.data(), bytes.size()));
  }

  /// What one read gives, or the error's message.
  std::string read() {
    std::optional<std::string> out;
    core->read(buffer, [&](std::error_code error, std::size_t n) {
      out = error ? "error: " + error.message() : std::string{buffer.data(), n};
    });
    run_until([&] { return out.has_value(); });
    return out.value_or("nothing");
  }

  /// The message of the error in writing so much, piece by piece; empty if
  /// all was written.
  std::string write(std::size_t size) {
    const std::string piece(stream_core::most_at_once, 'x');
    std::error_code failed;
    while (!failed && size > 0) {
      iovec part{const_cast<char*>(piece.data()), std::min(size, piece.size())};
      bool done = false;
      core->write({&part, 1}, [&](std::error_code error, std::size_t n) {
        failed = error;
        size -= n;
        done = true;
      });
      run_until([&] { return done; });
      BOOST_REQUIRE(done);
    }
    return failed ? failed.message() : "";
  }

  /// The message of the error, if there was one.
  std::string prepare() {
    std::optional<std::string> out;
    core->prepare([&](const http::stream_ptr&, std::error_code error) {
      out = error ? error.message() : "";
    });
    run_until([&] { return out.has_value(); });
    return out.value_or("nothing");
  }

  template<class F>
  void run_until(F f) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    context.restart();
    while (!f() && std::chrono::steady_clock::now() < deadline)
      context.run_one_until(deadline);
  }

  asio::io_context context;
  base::metrics metrics;
  http::stream_environment environment{
    .metrics = metrics,
    .max_body = 1000,
    .times = {milliseconds{30}, milliseconds{30}, milliseconds{30},
              milliseconds{30}, milliseconds{30}, milliseconds{30}}};
  tcp::socket peer{context};
  std::shared_ptr<stream_core> core;
  std::array<char, 64> buffer{};
};

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string stand_in =
  "GET / HTTP/1.1\r\nHost: -\r\nConnection: close\r\n\r\n";

} // namespace

BOOST_FIXTURE_TEST_SUITE(stream, fixture)

BOOST_AUTO_TEST_CASE(it_is_ready_with_the_first_byte) {
  send("G");
  BOOST_TEST(prepare() == "");
}

BOOST_AUTO_TEST_CASE(who_says_nothing_is_cut) {
  BOOST_TEST(prepare() != "");
  BOOST_TEST(metrics.tls_handshakes_failed.value() == 0u);
}

BOOST_AUTO_TEST_CASE(who_does_not_shake_hands_is_cut) {
  const tests::certificate_files pair;
  environment.tls =
    http::tls::context::load(pair.certificate, pair.key).value();
  send("\x16\x03");
  BOOST_TEST(prepare() != "");
  BOOST_TEST(metrics.tls_handshakes_failed.value() == 1u);
}

BOOST_AUTO_TEST_CASE(a_read_gives_one_request) {
  send(get + get + "x\r\n");
  BOOST_TEST(read() == get);
  BOOST_TEST(read() == get);
  BOOST_TEST(core->fault() == nullptr);
  BOOST_TEST(read() == stand_in);
  BOOST_REQUIRE(core->fault() != nullptr);
  BOOST_TEST(core->fault()->status == 400);
}

BOOST_AUTO_TEST_CASE(a_head_is_given_whole_in_pieces_that_fit) {
  const auto head =
    "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(100, 'x') + "\r\n\r\n";
  send(head.substr(0, 90));
  std::optional<std::string> first;
  core->read(buffer, [&](std::error_code, std::size_t n) {
    first = std::string{buffer.data(), n};
  });
  send(head.substr(90));
  run_until([&] { return first.has_value(); });
  auto told = *first;
  while (told.size() < head.size())
    told += read();
  BOOST_TEST(told == head);
}

BOOST_AUTO_TEST_CASE(a_slow_head_is_refused) {
  send("GET / HTTP/1.1\r\nHo");
  BOOST_TEST(read() == stand_in);
  BOOST_REQUIRE(core->fault() != nullptr);
  BOOST_TEST(core->fault()->status == 408);
}

BOOST_AUTO_TEST_CASE(an_end_is_told_when_all_is_answered) {
  send(get);
  BOOST_TEST(read() == get);
  peer.shutdown(tcp::socket::shutdown_send);
  std::string told;
  core->read(buffer, [&](std::error_code error, std::size_t) {
    told = error.message();
  });
  context.poll();
  BOOST_TEST(told == "");
  core->answered();
  run_until([&] { return !told.empty(); });
  BOOST_TEST(told == "End of file");
}

BOOST_AUTO_TEST_CASE(an_end_is_told_at_once_where_an_answer_takes_long) {
  environment.times.half_closed = patience;
  send(get);
  BOOST_TEST(read() == get);
  core->expect_long_answer();
  peer.shutdown(tcp::socket::shutdown_send);
  const auto begun = std::chrono::steady_clock::now();
  BOOST_TEST(read() == "error: End of file");
  BOOST_TEST((std::chrono::steady_clock::now() - begun < patience / 2));
}

BOOST_AUTO_TEST_CASE(an_end_behind_the_last_request_is_told_where_it_matters) {
  environment.times.half_closed = patience;
  send("GET / HTTP/1.0\r\n\r\nbehind");
  BOOST_TEST(read() == "GET / HTTP/1.0\r\n\r\n");
  core->expect_long_answer();
  std::string told;
  core->read(buffer, [&](std::error_code error, std::size_t) {
    told = error.message();
  });
  send(std::string(1000, 'x'));
  while (context.poll() > 0)
    context.restart();
  BOOST_TEST(told == "");
  peer.shutdown(tcp::socket::shutdown_send);
  run_until([&] { return !told.empty(); });
  BOOST_TEST(told == "End of file");
}

BOOST_AUTO_TEST_CASE(an_end_behind_the_last_request_is_not_told_elsewhere) {
  send("GET / HTTP/1.0\r\n\r\n");
  BOOST_TEST(read() == "GET / HTTP/1.0\r\n\r\n");
  peer.shutdown(tcp::socket::shutdown_send);
  bool told = false;
  core->read(buffer, [&](std::error_code, std::size_t) { told = true; });
  context.restart();
  context.run_for(environment.times.half_closed * 2);
  BOOST_TEST(!told);
  core->close();
  run_until([&] { return told; });
}

BOOST_AUTO_TEST_CASE(an_end_is_told_though_nobody_answers) {
  send(get);
  BOOST_TEST(read() == get);
  peer.shutdown(tcp::socket::shutdown_send);
  BOOST_TEST(read() == "error: End of file");
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_not_taken_fails) {
  BOOST_TEST(write(100'000'000)
             == std::error_code{asio::error::timed_out}.message());
  core->stop_reading();
  core->close();
  BOOST_TEST(!core->socket().is_open());
}

// However often a little of it is taken.
BOOST_AUTO_TEST_CASE(an_answer_that_is_taken_slowly_fails) {
  std::string taken(1000, ' ');
  std::thread slow{[&] {
    std::error_code error;
    while (!error)
      peer.read_some(asio::buffer(taken), error);
  }};
  environment.times.write = milliseconds{1};
  BOOST_TEST(write(1'000'000'000) != "");
  core->close();
  slow.join();
}

BOOST_AUTO_TEST_CASE(an_answer_that_was_taken_has_no_limit_any_more) {
  environment.times.write = milliseconds{3000};
  send(get);
  BOOST_TEST(read() == get);
  std::string taken(10'000'000, ' ');
  std::thread reader{[&] { asio::read(peer, asio::buffer(taken)); }};
  BOOST_TEST(write(taken.size()) == "");
  core->answered();
  reader.join();
  context.restart();
  context.run_for(milliseconds{3100});
  BOOST_TEST(write(1000) == "");
}

BOOST_AUTO_TEST_CASE(what_waits_to_read_is_told_of_the_close) {
  std::string told;
  core->read(buffer, [&](std::error_code error, std::size_t) {
    told = error.message();
  });
  core->close();
  run_until([&] { return !told.empty(); });
  BOOST_TEST(told == "Operation aborted.");
  BOOST_TEST(environment.open.empty());
}

BOOST_AUTO_TEST_CASE(a_socket_is_taken_away_with_what_it_brought) {
  const std::string upgrade = "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\n"
                              "Connection: Upgrade\r\n\r\n";
  std::string all;
  send(upgrade + "behind");
  while (all.size() < upgrade.size())
    all += read();
  BOOST_TEST(all == upgrade);
  auto left = core->release();
  BOOST_TEST(!core->is_open());
  send(" and more");
  auto behind = std::move(left.early_bytes);
  BOOST_TEST(behind.starts_with("be"));
  char bytes[16];
  const auto rest = std::string_view{"behind and more"}.size() - behind.size();
  const auto n = ::recv(left.socket.number(), bytes, rest, MSG_WAITALL);
  BOOST_TEST(behind.append(bytes, n > 0 ? static_cast<std::size_t>(n) : 0)
             == "behind and more");
}

BOOST_AUTO_TEST_CASE(behind_the_last_answer_is_read_for_a_while_only) {
  core->stop_reading();
  core->close();
  BOOST_TEST(!core->is_open());
  BOOST_TEST(core->socket().is_open());
  send("more");
  run_until([&] { return !core->socket().is_open(); });
  BOOST_TEST(!core->socket().is_open());
}

BOOST_AUTO_TEST_CASE(to_be_told_to_go_on_takes_no_answer_before) {
  send(get
       + "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
         "Content-Length: 2\r\n\r\n");
  BOOST_TEST(read() == get);
  BOOST_TEST(read().starts_with("POST"));
  BOOST_TEST(peer.available() == 0u);
  core->answered();
  std::array<char, 25> told{};
  asio::read(peer, asio::buffer(told));
  BOOST_TEST(std::string_view(told.data(), told.size())
             == "HTTP/1.1 100 Continue\r\n\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
