// A listener by itself, with short times.

#include "http/listener.hpp"
#include "raw_client.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <vector>

namespace {

using namespace std::chrono_literals;

/// Says `ok` to all, behind as much else as it is told; or nothing.
class kind_door final : public http::front_door {
public:
  void handle(http::request asked, std::unique_ptr<http::exchange> to,
              const http::request_fault*) override {
    if (is_mute) {
      unanswered.push_back(std::move(to));
      return;
    }
    http::response answer;
    answer.body.assign(padding, 'x').append("ok");
    // Sent again in front of "ok".
    if (repeated > 0)
      answer.repeated = {0, repeated, padding};
    to->send(std::move(answer), asked.method != http::method::head);
  }

  [[nodiscard]] bool is_poll(const http::request&) const override {
    return false;
  }

  std::shared_ptr<void> announce(std::string_view method,
                                 std::string_view target) override {
    announced = std::string{method}.append(" ").append(target);
    const auto note = std::make_shared<int>(1);
    noted = note;
    return note;
  }

  [[nodiscard]] bool wants_socket(const http::request&) const override {
    return false;
  }

  std::variant<http::admission, http::response>
  open_socket(const http::request&) override {
    return http::response{};
  }

  [[nodiscard]] bool has_room(int) const override {
    return true;
  }

  void adopt(http::io::arrival) override {
    // nop
  }

  std::atomic<bool> is_mute = false;
  std::vector<std::unique_ptr<http::exchange>> unanswered;
  std::atomic<std::size_t> padding = 0;
  std::atomic<std::size_t> repeated = 0;
  // To be read when the listener has stopped.
  std::string announced;
  std::weak_ptr<int> noted;
};

struct fixture {
  explicit fixture(http::listener::times times = {200ms, 200ms, 200ms, 10ms}) {
    http::listener::options options{"127.0.0.1", 0};
    options.max_body = 1000;
    options.times = times;
    BOOST_REQUIRE(listener.start(options));
  }

  ~fixture() {
    listener.stop();
  }

  kind_door door;
  base::metrics metrics;
  http::listener listener{door, metrics};
};

/// For who is not to be cut, however busy the machine is.
struct patient : fixture {
  patient() : fixture{{10s, 10s, 10s, 10ms}} {
    // nop
  }
};

const std::string head = "POST /?a=b HTTP/1.1\r\nHost: a\r\n"
                         "Content-Length: 900\r\n\r\n";

} // namespace

BOOST_FIXTURE_TEST_SUITE(listener, fixture)

BOOST_FIXTURE_TEST_CASE(a_body_that_comes_in_time_is_taken, patient) {
  tests::raw_client client{listener.port()};
  client.send(head);
  client.send(std::string(900, 'x'));
  BOOST_TEST(client.read_answer().ends_with("ok"));
}

// asio hands over 65,536 bytes at a time, and behind so many the kernel is told
// to expect more.
BOOST_FIXTURE_TEST_CASE(answers_of_any_size_come_whole, patient) {
  const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  tests::raw_client client{listener.port()};
  door.padding = 65'000;
  client.send(get);
  const auto head_size = client.read_answer().size() - 65'002;
  for (const auto size : {65'535, 65'536, 65'537, 65'600}) {
    door.padding = static_cast<std::size_t>(size) - head_size - 2;
    client.send(get);
    const auto answer = client.read_answer();
    BOOST_TEST(answer.size() == static_cast<std::size_t>(size));
    BOOST_TEST(answer.ends_with("xok"));
  }
}

// Less than the kernel takes at once, and more.
BOOST_FIXTURE_TEST_CASE(a_part_that_is_repeated_is_sent_twice, patient) {
  tests::raw_client client{listener.port()};
  for (const std::size_t size : {5000, 40'000, 4'000'000}) {
    door.padding = size;
    door.repeated = size - 1;
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto answer = client.read_answer();
    const auto body = answer.substr(answer.find("\r\n\r\n") + 4);
    BOOST_TEST((body == std::string(2 * size - 1, 'x') + "ok"));
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto head = client.read_answer(false);
    BOOST_TEST(
      (head.find("Content-Length: " + std::to_string(body.size()) + "\r\n")
       != std::string::npos));
  }
}

BOOST_FIXTURE_TEST_CASE(a_body_that_comes_later_is_announced, patient) {
  tests::raw_client client{listener.port()};
  client.send(head);
  BOOST_TEST(client.is_silent(50ms));
  client.send(std::string(900, 'x'));
  BOOST_TEST(client.read_answer().ends_with("ok"));
  listener.stop();
  BOOST_TEST(door.announced == "POST /?a=b");
  BOOST_TEST(door.noted.expired());
}

BOOST_AUTO_TEST_CASE(a_body_that_never_comes_is_not_noted_for_long) {
  tests::raw_client client{listener.port()};
  client.send(head);
  BOOST_TEST(client.read_to_end() == "");
  listener.stop();
  BOOST_TEST(door.announced == "POST /?a=b");
  BOOST_TEST(door.noted.expired());
}

// However often a little of it comes.
BOOST_AUTO_TEST_CASE(a_slow_body_is_cut) {
  tests::raw_client client{listener.port()};
  const auto begun = std::chrono::steady_clock::now();
  client.send(head);
  int pieces = 0;
  while (client.is_silent(10ms) && ++pieces < 800)
    client.send("x");
  BOOST_TEST(client.read_to_end() == "");
  BOOST_TEST(pieces < 800);
  BOOST_TEST((std::chrono::steady_clock::now() - begun >= 200ms));
}

BOOST_AUTO_TEST_CASE(a_slow_chunked_body_is_cut) {
  tests::raw_client client{listener.port()};
  client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
              "\r\n");
  int pieces = 0;
  while (client.is_silent(10ms) && ++pieces < 800)
    client.send("1\r\nx\r\n");
  BOOST_TEST(client.read_to_end() == "");
  BOOST_TEST(pieces < 800);
}

BOOST_AUTO_TEST_CASE(a_connection_that_has_gone_silent_is_cut) {
  tests::raw_client client{listener.port()};
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  BOOST_TEST(client.read_answer().ends_with("ok"));
  BOOST_TEST(client.read_to_end() == "");
}

// RESTinio sets no limits to what follows a request to upgrade.
BOOST_AUTO_TEST_CASE(an_answer_that_is_not_taken_is_dropped) {
  door.padding = 8'000'000;
  for (const std::string upgrade :
       {"", "Connection: Upgrade\r\nUpgrade: x\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket\r\n"}) {
    tests::raw_client client{listener.port(), 4096};
    tests::raw_client other{listener.port()};
    client.send("GET / HTTP/1.1\r\nHost: a\r\n" + upgrade + "\r\n");
    BOOST_TEST(other.is_silent(500ms));
    BOOST_TEST(client.read_to_end().size() < 8'000'000u, upgrade);
  }
}

BOOST_AUTO_TEST_CASE(a_request_to_speak_what_is_not_spoken_has_its_time_too) {
  door.is_mute = true;
  tests::raw_client client{listener.port()};
  client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
              "Upgrade: x\r\n\r\n");
  BOOST_TEST(client.read_to_end() == "");
}

BOOST_AUTO_TEST_SUITE_END()
