// Where requests end, and what is wrong with those that are refused.

#include "http/request_guard.hpp"

#include <boost/test/unit_test.hpp>
#include <http_parser.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace {

using http::request_guard;
using outcome = request_guard::outcome;

constexpr std::size_t max_body = 1000;

/// What a guard let through: `|` stands behind the end of each request, the
/// status of a refusal at the end.
struct listener {
  void hear(std::string_view more) {
    held += more;
    while (!refused && !last) {
      const auto v = guard.look(held);
      told += held.substr(0, v.release);
      held.erase(0, v.release);
      if (v.outcome == outcome::more)
        return;
      if (v.outcome == outcome::fault) {
        refused = true;
        told += "!" + std::to_string(guard.fault().status);
      } else {
        last = guard.is_last();
        told += "|";
      }
    }
  }

  request_guard guard{max_body};
  std::string held{};
  std::string told{};
  bool refused = false;
  bool last = false;
};

std::string told_of(std::string_view bytes) {
  listener l;
  l.hear(bytes);
  return l.told;
}

/// In all pairs of pieces, and byte by byte, the same is told.
void tells(std::string_view bytes, std::string_view expected) {
  BOOST_TEST(told_of(bytes) == expected, "of: " << bytes);
  for (std::size_t i = 0; i <= bytes.size(); ++i) {
    listener l;
    l.hear(bytes.substr(0, i));
    l.hear(bytes.substr(i));
    BOOST_REQUIRE(l.told == expected);
  }
  listener l;
  for (const auto c : bytes)
    l.hear({&c, 1});
  BOOST_TEST(l.told == expected);
}

void passes(const std::string& request) {
  tells(request, request + "|");
}

void refuses(std::string_view bytes, int status) {
  tells(bytes, "!" + std::to_string(status));
}

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n";
const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";

} // namespace

BOOST_AUTO_TEST_SUITE(request_guard_)

BOOST_AUTO_TEST_CASE(good_requests_pass_whole) {
  passes(get + "\r\n");
  passes("GET /a/b?c=d&e=%20 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  passes("OPTIONS * HTTP/1.1\r\nHost:\r\n\r\n");
  passes("GET http://a.example:80/x?y HTTP/1.1\r\nHost: a.example\r\n\r\n");
  passes("HEAD / HTTP/1.1\r\nhOsT: [::1]:8080\r\n\r\n");
  passes(get + "X:\r\nY: \r\nZ:a \t b\r\nU: \x80\xff\r\n\r\n");
  passes(post + "Content-Length: 5\r\n\r\nhello");
  passes(post + "Content-Length:  0 \r\n\r\n");
  passes(chunked + "5\r\nhello\r\n0\r\n\r\n");
  passes(chunked + "00a;x=y\r\n0123456789\r\n1\r\n!\r\n0\r\nSum: 1\r\n\r\n");
  passes(post + "transfer-encoding: CHUNKED\r\n\r\n0\r\n\r\n");
  passes("\r\n\r\n" + get + "\r\n");
}

BOOST_AUTO_TEST_CASE(pipelined_requests_end_one_by_one) {
  tells(get + "\r\n" + post + "Content-Length: 2\r\n\r\n{}" + get + "\r\nG",
        get + "\r\n|" + post + "Content-Length: 2\r\n\r\n{}|" + get + "\r\n|");
  tells(chunked + "1\r\na\r\n0\r\n\r\n" + get + "\r\nnonsense\r\n",
        chunked + "1\r\na\r\n0\r\n\r\n|" + get + "\r\n|!400");
}

BOOST_AUTO_TEST_CASE(nothing_follows_a_last_request) {
  const std::string close = get + "Connection: x, Close\r\n\r\n";
  tells(close + get + "\r\n", close + "|");
  const std::string old = "GET / HTTP/1.0\r\n\r\n";
  tells(old + old, old + "|");
  const std::string upgrade =
    get + "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n\r\n";
  tells(upgrade + "\x81\x80", upgrade + "|");
  // Without the connection's word it is not meant for this server.
  const std::string idle = get + "Upgrade: h2c\r\n\r\n";
  tells(idle + get + "\r\n", idle + "|" + get + "\r\n|");
}

BOOST_AUTO_TEST_CASE(bad_request_lines_are_refused) {
  refuses("hello?\r\n", 400);
  refuses("\x16\x03\x01\x02", 400);
  refuses(" GET / HTTP/1.1\r\n", 400);
  refuses("G@T / HTTP/1.1\r\n", 400);
  refuses("(GET) / HTTP/1.1\r\n", 400);
  refuses(std::string(40, 'G') + " / HTTP/1.1\r\n", 400);
  refuses("GET  / HTTP/1.1\r\n", 400);
  refuses("GET /  HTTP/1.1\r\n", 400);
  refuses("GET\t/ HTTP/1.1\r\n", 400);
  refuses("GET /a b HTTP/1.1\r\n", 400);
  refuses("GET nowhere HTTP/1.1\r\n", 400);
  refuses("GET * HTTP/1.1\r\n", 400);
  refuses("GET ftp://a/ HTTP/1.1\r\n", 400);
  refuses("GET http:///x HTTP/1.1\r\n", 400);
  refuses("GET /\r\n\r\n", 400);
  refuses("GET /\x01 HTTP/1.1\r\n", 400);
  refuses("GET /\x7f HTTP/1.1\r\n", 400);
  refuses("GET /\xc3\xa4 HTTP/1.1\r\n", 400);
  refuses("GET / HTTP/1.1\n", 400);
  refuses("GET / HTTP/1.1 \r\n", 400);
  refuses("GET / HTTP/1.10\r\n", 400);
  refuses("GET / HTTP/11\r\n", 400);
  refuses("GET / http/1.1\r\n", 400);
  refuses("GET / HTTP/1.1\rX", 400);
  refuses("\rGET / HTTP/1.1\r\n", 400);
  refuses("\nGET / HTTP/1.1\r\n", 400);
  refuses("GET / HTTP/1.2\r\n", 505);
  refuses("GET / HTTP/0.9\r\n", 505);
  refuses("GET / HTTP/9.9\r\n", 505);
  refuses("PRI /* HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
  refuses("BREW / HTTP/1.1\r\n", 501);
  refuses("get / HTTP/1.1\r\n", 501);
}

BOOST_AUTO_TEST_CASE(bad_fields_are_refused) {
  refuses(get + "no colon here\r\n\r\n", 400);
  refuses(get + "nocolon\r\n\r\n", 400);
  refuses(get + "X : y\r\n\r\n", 400);
  refuses(get + "X\t: y\r\n\r\n", 400);
  refuses(get + " X: y\r\n\r\n", 400);
  refuses(get + "X: y\r\n folded\r\n\r\n", 400);
  refuses(get + "X: y\r\n\tfolded\r\n\r\n", 400);
  refuses("GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400);
  refuses(get + ": y\r\n\r\n", 400);
  refuses(get + "X(: y\r\n\r\n", 400);
  refuses(get + "X: a" + std::string(1, '\0') + "b\r\n\r\n", 400);
  refuses(get + "X: a\x1b[0m\r\n\r\n", 400);
  refuses(get + "X: a\x7f\r\n\r\n", 400);
  refuses(get + "X: a\rb\r\n\r\n", 400);
  refuses(get + "X: a\nY: b\r\n\r\n", 400);
  refuses(get + "\n", 400);
  refuses(get + "\r\r\n", 400);
}

BOOST_AUTO_TEST_CASE(hosts_have_to_be_told_once) {
  refuses("GET / HTTP/1.1\r\n\r\n", 400);
  refuses(get + "Host: b\r\n\r\n", 400);
  refuses("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400);
  refuses("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400);
  refuses("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400);
  refuses("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400);
}

BOOST_AUTO_TEST_CASE(bad_framing_is_refused) {
  const std::string length = "Content-Length: ";
  refuses(post + length + "2\r\nTransfer-Encoding: chunked\r\n\r\n{}", 400);
  refuses(post + "Transfer-Encoding: chunked\r\n" + length + "2\r\n\r\n{}",
          400);
  refuses(post + length + "0\r\nTransfer-Encoding: chunked\r\n\r\n", 400);
  for (const std::string bad :
       {"two", "-2", "+2", "0x2", "2 2", "2,2", "2.0", "", "2\t", "2;",
        "99999999999999999999", "18446744073709551616"})
    refuses(post + length + bad + "\r\n\r\n{}", 400);
  refuses(post + length + "2\r\n" + length + "2\r\n\r\n{}", 400);
  refuses(post + length + "2\r\ncontent-length: 3\r\n\r\n{}", 400);
  for (const std::string bad :
       {"gzip", "chunked, gzip", "gzip, chunked", "chunked, chunked",
        "xchunked", "identity", "chunked;q=1", "\"chunked\"", "", "chunked\t",
        "\vchunked"})
    refuses(post + "Transfer-Encoding: " + bad + "\r\n\r\n0\r\n\r\n", 400);
  refuses(post
            + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"
              "\r\n0\r\n\r\n",
          400);
  refuses("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          400);
  refuses(post + "Transfer-Encodings: chunked\r\n\r\n0\r\n\r\n", 400);
  refuses(post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400);
}

BOOST_AUTO_TEST_CASE(bad_chunks_are_refused_where_they_begin) {
  const auto after = [](std::string_view good, std::string_view bad,
                        int status = 400) {
    tells(chunked + std::string{good}.append(bad),
          chunked + std::string{good} + "!" + std::to_string(status));
  };
  after("", "zz\r\n{}\r\n0\r\n\r\n");
  after("", "\r\n");
  after("", "-1\r\n");
  after("", "0x1\r\n");
  after("", " 1\r\n");
  after("", "1 \r\n");
  after("", "1\n");
  after("", "1;a\nb\r\n");
  after("", "1;a\rb\r\n");
  after("", "1;" + std::string(300, 'x') + "\r\n");
  after("", std::string(300, '0') + "\r\n");
  after("", "3e9\r\n", 413);
  after("", "ffffffffffffffff\r\n", 413);
  after("", "fffffffffffffffff0\r\n", 413);
  after("1\r\na", "b\r\n0\r\n\r\n");
  after("1\r\na", "\n0\r\n\r\n");
  after("1\r\na", "\r0\r\n\r\n");
  after("1\r\na", "\r\n3e8\r\n", 413);
  after("1\r\na\r\n0\r\n", "Content-Length: 4\r\n\r\n");
  after("1\r\na\r\n0\r\n", "Transfer-Encoding: chunked\r\n\r\n");
  after("1\r\na\r\n0\r\nX: y\r\n", "bad\r\n\r\n");
  after("1\r\na\r\n0\r\n", "\n");
}

BOOST_AUTO_TEST_CASE(what_is_too_large_has_its_own_status) {
  const auto last = [](const std::string& bytes) {
    const auto told = told_of(bytes);
    return told.substr(told.find_last_of("!|"));
  };
  constexpr auto target = request_guard::max_target;
  BOOST_TEST(last("GET /" + std::string(target - 1, 'a')
                  + " HTTP/1.1\r\nHost: a\r\n\r\n")
             == "|");
  BOOST_TEST(last("GET /" + std::string(target, 'a')) == "!414");
  constexpr auto field = request_guard::max_field;
  BOOST_TEST(last(get + "X: " + std::string(field - 3, 'a') + "\r\n\r\n")
             == "|");
  BOOST_TEST(last(get + "X: " + std::string(field - 2, 'a')) == "!431");
  BOOST_TEST(last(get + std::string(field + 1, 'X')) == "!431");
  std::string many = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (int i = 1; i < 100; ++i)
    many += "X: y\r\n";
  BOOST_TEST(last(many + "\r\n") == "|");
  BOOST_TEST(last(many + "X: y\r\n") == "!431");
  std::string wide = get;
  for (int i = 0; i < 5; ++i)
    wide += "X: " + std::string(15'000, 'a') + "\r\n";
  BOOST_TEST(last(wide) == "!431");
  std::string empty;
  for (int i = 0; i < 40'000; ++i)
    empty += "\r\n";
  BOOST_TEST(last(empty) == "!431");
  BOOST_TEST(
    last(post + "Content-Length: 1000\r\n\r\n" + std::string(1000, 'x'))
    == "|");
  BOOST_TEST(last(post + "Content-Length: 1001\r\n\r\n") == "!413");
  BOOST_TEST(last(post + "Content-Length: 1000000000000000\r\n\r\n") == "!413");
}

BOOST_AUTO_TEST_CASE(a_body_in_crumbs_is_refused) {
  listener l;
  l.guard = request_guard{1 << 20};
  l.hear(chunked);
  for (int i = 0; i < 20'000; ++i)
    l.hear("1\r\na\r\n");
  BOOST_TEST(l.refused);
  BOOST_TEST(l.guard.fault().status == 413);
}

BOOST_AUTO_TEST_CASE(only_one_expectation_is_met) {
  refuses(post + "Expect: 200-ok\r\nContent-Length: 2\r\n\r\n", 417);
  const std::string head =
    post + "Expect: 100-Continue\r\nContent-Length: 2\r\n\r\n";
  listener l;
  l.hear(head.substr(0, head.size() - 1));
  BOOST_TEST(!l.guard.awaits_continue());
  l.hear("\n");
  BOOST_TEST(l.guard.awaits_continue());
  l.hear("{");
  BOOST_TEST(!l.guard.awaits_continue());
  l.hear("}");
  BOOST_TEST(l.told == head + "{}|");
  l.hear(get + "Expect: 100-continue\r\n\r\n"); // there is no body
  BOOST_TEST(!l.guard.awaits_continue());
  l.hear("POST / HTTP/1.0\r\nExpect: x\r\nContent-Length: 2\r\n\r\n");
  BOOST_TEST(!l.guard.awaits_continue());
  BOOST_TEST(!l.refused);
}

BOOST_AUTO_TEST_CASE(it_knows_when_a_body_is_still_to_come) {
  for (const std::string body :
       {"Content-Length: 4\r\n\r\n|abcd",
        "Transfer-Encoding: chunked\r\n\r\n|4\r\nabcd\r\n0\r\nX: y\r\n\r\n"}) {
    const auto split = body.find('|');
    listener l;
    for (const auto c :
         "POST / HTTP/1.1\r\nHost: a\r\n" + body.substr(0, split)) {
      BOOST_TEST(!l.guard.is_in_body());
      l.hear({&c, 1});
    }
    for (const auto c : body.substr(split + 1)) {
      BOOST_TEST(l.guard.is_in_body());
      l.hear({&c, 1});
    }
    BOOST_TEST(!l.guard.is_in_body());
  }
}

BOOST_AUTO_TEST_CASE(it_knows_whether_a_head_is_under_way) {
  listener l;
  l.hear("\r\n");
  BOOST_TEST(!l.guard.is_in_head());
  l.hear("G");
  BOOST_TEST(l.guard.is_in_head());
  l.hear("ET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r");
  BOOST_TEST(l.guard.is_in_head());
  l.hear("\n");
  BOOST_TEST(!l.guard.is_in_head());
  l.hear("x");
  BOOST_TEST(!l.guard.is_in_head());
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// Reads requests as the parser behind the guard does.
struct parser {
  parser() {
    http_parser_settings_init(&settings);
    settings.on_message_complete = [](http_parser* p) {
      static_cast<parser*>(p->data)->ended = true;
      http_parser_pause(p, 1);
      return 0;
    };
    begin();
  }

  void begin() {
    http_parser_init(&state, HTTP_REQUEST);
    state.data = this;
    ended = false;
  }

  /// False if the bytes are refused, or a request ends before they do.
  bool hear(std::string_view bytes) {
    if (bytes.empty())
      return true;
    const auto n =
      http_parser_execute(&state, &settings, bytes.data(), bytes.size());
    const auto error = HTTP_PARSER_ERRNO(&state);
    return n == bytes.size() && (error == HPE_OK || error == HPE_PAUSED);
  }

  http_parser state{};
  http_parser_settings settings{};
  bool ended = false;
};

/// Whether guard and parser agree on what the guard lets through.
bool agree(const std::string& bytes) {
  request_guard guard{max_body};
  parser behind;
  std::string_view rest = bytes;
  for (;;) {
    const auto v = guard.look(rest);
    if (!behind.hear(rest.substr(0, v.release)))
      return false;
    rest.remove_prefix(v.release);
    if (v.outcome == outcome::more)
      return !behind.ended;
    if (v.outcome == outcome::fault) {
      const bool is_open = !behind.ended;
      return is_open && behind.hear(guard.ending()) && behind.ended;
    }
    if (!behind.ended || (behind.state.upgrade != 0 && !guard.is_last()))
      return false;
    if (guard.is_last())
      return true;
    behind.begin();
  }
}

std::string mutate(std::string text, std::mt19937& random) {
  static const std::string odd =
    std::string{"\r\n\t :;,/?#*@[]{}\"\\aA0129fz\x7f\x80\xff\x0b\x0c"}
    + std::string(1, '\0');
  const auto below = [&random](std::size_t n) { return random() % n; };
  for (auto n = below(4); n > 0; --n) {
    const auto at = below(text.size());
    switch (below(4)) {
    case 0:
      text[at] = odd[below(odd.size())];
      break;
    case 1:
      text.insert(at, 1, odd[below(odd.size())]);
      break;
    case 2:
      text.erase(at, 1 + below(3));
      break;
    default:
      text.insert(at, text.substr(below(text.size()), below(20)));
    }
    if (text.empty())
      text = "x";
  }
  return text;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_parser_takes_what_the_guard_lets_through) {
  const std::vector<std::string> seeds{
    get + "Accept: */*\r\nX: y\r\n\r\n" + get + "\r\n",
    "\r\nGET http://a.example:80/x?y HTTP/1.1\r\nHost: a\r\n\r\n",
    "OPTIONS * HTTP/1.0\r\nConnection: keep-alive, x\r\n\r\n" + get + "\r\n",
    post + "Content-Length: 5\r\n\r\nhello" + get + "\r\n",
    chunked + "5;a=b\r\nhello\r\n2\r\n..\r\n0\r\nSum: 1\r\n\r\n" + get + "\r\n",
    get + "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x80",
    get + "Connection: close\r\n\r\n",
    post
      + "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  };
  std::mt19937 random{7};
  for (int i = 0; i < 200'000; ++i) {
    const auto bytes = mutate(seeds[random() % seeds.size()], random);
    BOOST_REQUIRE_MESSAGE(agree(bytes), "they differ over: " << bytes);
  }
}
