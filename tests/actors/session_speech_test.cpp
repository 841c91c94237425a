// Sockets that speak something else than revision 5 of Socket.IO: plain JSON,
// and revision 4.

#include "fixture.hpp"

#include <boost/test/unit_test.hpp>

using actors::speech;
using fixtures::block;
using schema::role;

namespace {

struct speakers : fixtures::world {
  std::string id = pair().id.to_string();

  [[nodiscard]] std::string token(const std::string& who) const {
    schema::profile profile;
    profile.id = who;
    profile.role = who == "arjun" ? role::astrologer : role::user;
    return auth::issue_token(fixtures::secret, profile, now,
                             std::chrono::hours{1});
  }

  [[nodiscard]] fixtures::socket plain(const std::string& bearer = {}) {
    actors::handshake hello;
    hello.speech = speech::plain;
    hello.bearer_token = bearer;
    auto s = open(std::move(hello));
    run();
    return s;
  }

  [[nodiscard]] fixtures::socket old(const std::string& query_token) {
    actors::handshake hello;
    hello.revision = wire::engineio::revision::v3;
    hello.query_token = query_token;
    auto s = open(std::move(hello));
    run();
    return s;
  }

  void say(fixtures::socket& s, const std::string& text) {
    s.port->deliver(block({text}));
    run();
  }

  std::string only(fixtures::socket& s) {
    const auto told = s.out->take();
    BOOST_REQUIRE_EQUAL(told.size(), 1u);
    return told[0];
  }
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(plain_speech, speakers)

BOOST_AUTO_TEST_CASE(a_token_in_the_handshake_connects_at_once) {
  auto maya = plain(token("maya"));
  BOOST_TEST(only(maya).starts_with(R"({"event":"connect","data":{"sid":")"));
  BOOST_TEST(maya.out->is_connected());
  leave(maya);
}

BOOST_AUTO_TEST_CASE(
  a_bad_token_in_the_handshake_is_refused_and_may_try_again) {
  auto maya = plain("nonsense");
  const auto told = only(maya);
  BOOST_TEST(
    told.starts_with(R"({"event":"connect_error","data":{"message":")"));
  BOOST_TEST(has(told, R"("data":{"error":"unauthenticated")"));
  BOOST_TEST(!maya.out->is_connected());
  say(maya, R"({"event":"connect","data":{"token":")" + token("maya") + "\"}}");
  BOOST_TEST(has(only(maya), R"("event":"connect")"));
  leave(maya);
}

BOOST_AUTO_TEST_CASE(nothing_is_done_before_connect) {
  auto maya = plain();
  BOOST_TEST(maya.out->take().empty());
  say(maya,
      R"({"event":"dm:join_conversation","data":")" + id + R"(","ack":3})");
  const auto told = maya.out->take();
  BOOST_REQUIRE(!told.empty());
  BOOST_TEST(told[0].starts_with(R"({"ack":3,"data":{"success":false)"));
  BOOST_TEST(has(told[0], "unauthenticated"));
  leave(maya);
}

BOOST_AUTO_TEST_CASE(it_chats_with_socketio) {
  auto maya = plain(token("maya"));
  auto arjun = connect("arjun", role::astrologer);
  say(maya, R"({"event":"dm:join_conversation","data":")" + id + R"("})");
  arjun.port->deliver(block({R"(2["dm:join_conversation",")" + id + "\"]"}));
  run();
  (void)maya.out->take();
  (void)arjun.out->take();
  say(maya, R"({"event":"dm:send_message","data":{"conversationId":")" + id
              + R"(","content":"hi"},"ack":18446744073709551615})");
  store.pending().commit_all();
  run();
  const auto told = maya.out->take();
  BOOST_REQUIRE_EQUAL(told.size(), 2u);
  BOOST_TEST(told[0].starts_with(
    R"({"ack":18446744073709551615,"data":{"success":true,"data":{)"));
  BOOST_TEST(told[1].starts_with(R"({"event":"dm:message_received","data":{)"));
  const auto heard = only(arjun);
  BOOST_TEST(heard.starts_with(R"(42["dm:message_received",{)"));
  // The same message in both envelopes.
  const auto body = heard.substr(heard.find(",{") + 1);
  BOOST_TEST(has(told[1], body.substr(0, body.size() - 1)));
  leave(maya);
  leave(arjun);
}

BOOST_AUTO_TEST_CASE(what_is_no_message_is_told_and_the_socket_stays) {
  auto maya = plain(token("maya"));
  (void)maya.out->take();
  for (const auto* text : {"", "hello", "[]", "{}", R"({"event":7})",
                           R"({"event":"x","ack":-1})"}) {
    say(maya, text);
    const auto told = maya.out->take();
    BOOST_REQUIRE_MESSAGE(!told.empty(), text);
    BOOST_TEST(has(told[0], "validation_failed"));
  }
  BOOST_TEST(maya.out->open);
  BOOST_TEST(maya.out->finished_packets == 6u);
  leave(maya);
}

BOOST_AUTO_TEST_CASE(binary_closes_it) {
  auto maya = plain(token("maya"));
  maya.port->deliver(block({"bytes"}, true));
  run();
  BOOST_TEST(!maya.out->open);
  leave(maya);
}

BOOST_AUTO_TEST_CASE(a_second_connect_is_refused_and_a_disconnect_leaves) {
  auto maya = plain(token("maya"));
  (void)maya.out->take();
  say(maya, R"({"event":"connect","ack":1})");
  BOOST_TEST(has(maya.out->take().at(0), "Connected already"));
  say(maya, R"({"event":"disconnect","ack":2})");
  BOOST_TEST(maya.out->take().at(0)
             == R"({"ack":2,"data":{"success":true,"data":null}})");
  BOOST_TEST(!maya.out->is_connected());
  say(maya, R"({"event":"dm:join_conversation","data":")" + id + R"("})");
  BOOST_TEST(has(maya.out->take().at(0), "unauthenticated"));
  leave(maya);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(revision_4_of_socketio, speakers)

BOOST_AUTO_TEST_CASE(the_server_connects_it) {
  auto maya = old(token("maya"));
  BOOST_TEST(only(maya) == "40");
  BOOST_TEST(maya.out->is_connected());
  leave(maya);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_a_text) {
  auto nobody = old({});
  BOOST_TEST(only(nobody) == R"(44"Authentication is required")");
  BOOST_TEST(nobody.out->open);
  leave(nobody);
}

BOOST_AUTO_TEST_CASE(other_namespaces_are_known_without_their_query) {
  auto maya = old(token("maya"));
  (void)maya.out->take();
  say(maya, "0/admin?token=x,");
  BOOST_TEST(only(maya) == R"(44/admin,{"message":"Invalid namespace"})");
  leave(maya);
}

BOOST_AUTO_TEST_SUITE_END()
