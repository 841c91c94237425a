#include "fixture.hpp"

#include <boost/test/unit_test.hpp>

using fixtures::block;
using schema::role;

namespace {

struct sockets : fixtures::world {
  std::string id = pair().id.to_string();

  std::string event(std::string_view name, std::string_view fields,
                    std::string_view ack = "") const {
    std::string text{"2"};
    text.append(ack).append("[\"").append(name);
    text.append(R"(",{"conversationId":")").append(id).append("\"");
    return text.append(fields).append("}]");
  }

  void deliver(fixtures::socket& s, const std::vector<std::string>& packets) {
    s.port->deliver(block(packets));
    run();
  }
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(session, sockets)

BOOST_AUTO_TEST_CASE(a_good_token_is_answered_with_an_id) {
  auto maya = connect("maya");
  const auto told = maya.out->take();
  BOOST_REQUIRE_EQUAL(told.size(), 1u);
  BOOST_TEST(told[0].starts_with(R"(40{"sid":")"));
  leave(maya);
}

BOOST_AUTO_TEST_CASE(no_token_and_a_bad_one_are_refused_and_may_try_again) {
  auto s = open();
  deliver(s, {"0"});
  deliver(s, {R"(0{"token":"nonsense"})"});
  const auto told = s.out->take();
  BOOST_REQUIRE_EQUAL(told.size(), 2u);
  for (const auto& packet : told) {
    BOOST_TEST(packet.starts_with(R"(44{"message":")"));
    BOOST_TEST(has(packet, R"("data":{"error":"unauthenticated")"));
  }
  BOOST_TEST(s.out->open);
  leave(s);
}

BOOST_AUTO_TEST_CASE(the_token_may_come_by_header_or_query) {
  schema::profile who;
  who.id = "maya";
  const auto token =
    auth::issue_token(fixtures::secret, who, now, std::chrono::hours{1});
  for (bool query : {true, false}) {
    actors::handshake hello;
    (query ? hello.query_token : hello.bearer_token) = token;
    auto s = open(hello);
    deliver(s, {"0"});
    BOOST_TEST(s.out->take().at(0).starts_with("40{"));
    leave(s);
  }
}

BOOST_AUTO_TEST_CASE(a_query_token_can_be_turned_off) {
  env.allow_query_token = false;
  schema::profile who;
  who.id = "maya";
  actors::handshake hello;
  hello.query_token =
    auth::issue_token(fixtures::secret, who, now, std::chrono::hours{1});
  auto s = open(hello);
  deliver(s, {"0"});
  BOOST_TEST(s.out->take().at(0).starts_with("44{"));
  leave(s);
}

BOOST_AUTO_TEST_CASE(the_admin_key_makes_an_admin) {
  auto s = open();
  deliver(s, {R"(0{"adminSecretKey":"the admin key of these tests",)"
              R"("userId":"ada"})"});
  BOOST_TEST(s.out->take().at(0).starts_with("40{"));
  BOOST_TEST((store.users.at("ada")->profile.role == role::admin));
  leave(s);
}

BOOST_AUTO_TEST_CASE(other_namespaces_are_refused_and_the_socket_stays) {
  auto s = open();
  deliver(s, {R"(0/elsewhere,{"token":"x"})"});
  BOOST_TEST(s.out->take().at(0)
             == R"(44/elsewhere,{"message":"Invalid namespace"})");
  BOOST_TEST(s.out->open);
  leave(s);
}

BOOST_AUTO_TEST_CASE(what_breaks_the_protocol_closes_the_socket) {
  for (const std::string packet :
       {"9", "2", R"(2{"a":1})", R"(2["connect"])", "2[]", "2[{}]",
        R"(2/other,["x"])", R"(0{"token":"again"})", "2[\"x\"", "4{}", "1{}",
        R"(2["x",)", ""}) {
    auto s = connect("maya");
    deliver(s, {packet});
    BOOST_TEST_CONTEXT("packet " << packet) {
      BOOST_TEST((s.out->closed == actors::close_reason::protocol_error));
    }
    leave(s);
  }
}

BOOST_AUTO_TEST_CASE(no_attachments_are_awaited_before_connect) {
  for (const std::string packet : {R"(51-["e"])", R"(61-1["e"])"}) {
    auto s = open();
    deliver(s, {packet});
    BOOST_TEST((s.out->closed == actors::close_reason::protocol_error));
    leave(s);
  }
  auto s = connect("maya");
  deliver(s, {R"(51-/other,["e"])"});
  BOOST_TEST((s.out->closed == actors::close_reason::protocol_error));
  leave(s);
}

BOOST_AUTO_TEST_CASE(what_is_kept_of_attachments_has_a_bound) {
  auto s = connect("maya");
  const auto attach = [&] {
    s.port->deliver(block({std::string(200'000, 'x')}, true));
    run();
  };
  for (int i = 0; i < 3; ++i) {
    deliver(s, {R"(51-["e"])"});
    attach();
  }
  BOOST_TEST(!s.out->closed);
  deliver(s, {R"(52-["e"])"});
  attach();
  BOOST_TEST(!s.out->closed);
  attach();
  BOOST_TEST((s.out->closed == actors::close_reason::protocol_error));
  leave(s);
}

BOOST_AUTO_TEST_CASE(an_event_before_connect_closes_the_socket) {
  auto s = open();
  deliver(s, {event("dm:join_conversation", "")});
  BOOST_TEST((s.out->closed == actors::close_reason::protocol_error));
  leave(s);
}

BOOST_AUTO_TEST_CASE(an_unknown_event_is_answered_not_dropped) {
  auto s = connect("maya");
  s.out->take();
  deliver(s, {R"(25["something:else",{}])"});
  const auto told = s.out->take();
  BOOST_REQUIRE_EQUAL(told.size(), 2u);
  BOOST_TEST(told[0].starts_with(R"(435[{"success":false)"));
  BOOST_TEST(told[1].starts_with(R"(42["error",{"message":)"));
  BOOST_TEST(s.out->finished_packets == 2u);
  leave(s);
}

BOOST_AUTO_TEST_CASE(two_sockets_chat) {
  auto maya = connect("maya");
  auto arjun = connect("arjun", role::astrologer);
  deliver(maya, {event("dm:join_conversation", "", "0")});
  deliver(arjun, {R"(20["dm:join_conversation",")" + id + "\"]"});
  BOOST_TEST(has(arjun.out->packets.back(), "dm:joined"));
  maya.out->take();
  arjun.out->take();
  deliver(maya, {event("dm:send_message", R"(,"text":"hello")", "1"),
                 event("dm:send_message", R"(,"content":"there")", "2")});
  store.pending().commit_all();
  run();
  const auto heard = arjun.out->take();
  BOOST_REQUIRE_EQUAL(heard.size(), 2u);
  BOOST_TEST(has(heard[0], R"("content":"hello")"));
  BOOST_TEST(has(heard[1], R"("content":"there")"));
  BOOST_TEST(maya.out->take().size() == 4u);
  leave(maya);
  leave(arjun);
  BOOST_TEST(metrics.sessions.value() == 0);
  BOOST_TEST(metrics.conversations.value() == 0);
}

BOOST_AUTO_TEST_CASE(every_packet_gives_its_credit_back_exactly_once) {
  auto maya = connect("maya");
  deliver(maya, {event("dm:join_conversation", "", "0"),
                 event("dm:send_message", R"(,"content":"hi")", "1"),
                 event("dm:send_message", R"(,"content":"  ")", "2"),
                 event("dm:typing_start", ""), "37[]"});
  store.pending().commit_all();
  run();
  BOOST_TEST(maya.out->finished_packets == 6u); // with CONNECT
  leave(maya);
}

BOOST_AUTO_TEST_CASE(a_read_mark_is_told_when_it_is_stored) {
  auto maya = connect("maya");
  auto arjun = connect("arjun", role::astrologer);
  deliver(maya, {event("dm:join_conversation", "")});
  deliver(arjun, {R"(2["dm:join_conversation",")" + id + "\"]"});
  deliver(maya, {event("dm:send_message", R"(,"content":"hello")")});
  store.pending().commit_all();
  run();
  const auto told = arjun.out->take().back();
  const auto at = told.find(R"("id":")") + 6;
  const auto mark = R"(23["dm:mark_read",{"conversationId":")" + id
                    + R"(","messageIds":[")" + told.substr(at, 24) + "\"]}]";
  maya.out->take();
  deliver(arjun, {mark});
  BOOST_TEST(arjun.out->take().empty());
  store.pending().commit_all();
  run();
  const auto answers = arjun.out->take();
  BOOST_REQUIRE_EQUAL(answers.size(), 2u);
  BOOST_TEST(answers[0].starts_with(R"(433[{"success":true)"));
  BOOST_TEST(answers[1].starts_with(R"(42["dm:messages_read",)"));
  BOOST_TEST(has(maya.out->take().at(0), R"("readBy":"arjun")"));
  // Once more says nothing new: an ack, and nobody is told.
  deliver(arjun, {mark});
  BOOST_TEST(arjun.out->take().size() == 1u);
  BOOST_TEST(maya.out->take().empty());
  leave(maya);
  leave(arjun);
}

BOOST_AUTO_TEST_CASE(a_message_to_a_person_finds_the_conversation) {
  auto arjun = connect("arjun", role::astrologer);
  auto maya = connect("maya");
  maya.out->take();
  deliver(maya,
          {R"(27["dm:send_message",{"recipientId":"arjun","text":"hi"}])",
           R"(28["dm:send_message",{"recipientId":"nobody","text":"x"}])"});
  store.pending().commit_all();
  run();
  std::string all;
  for (const auto& packet : maya.out->take())
    all += packet;
  BOOST_TEST(has(all, R"(437[{"success":true,"data":{"id":")"));
  BOOST_TEST(has(all, R"(438[{"success":false,"message":"User not found")"));
  BOOST_TEST(maya.out->finished_packets == 3u); // with CONNECT
  leave(maya);
  leave(arjun);
}

BOOST_AUTO_TEST_CASE(history_is_an_ack_and_an_event) {
  auto maya = connect("maya");
  deliver(maya, {event("dm:send_message", R"(,"content":"hello")")});
  store.pending().commit_all();
  run();
  maya.out->take();
  deliver(maya, {event("dm:history", R"(,"limit":10)", "5")});
  const auto told = maya.out->take();
  BOOST_REQUIRE_EQUAL(told.size(), 2u);
  BOOST_TEST(told[0].starts_with("435[{"));
  BOOST_TEST(told[1].starts_with(R"(42["dm:history",{"conversationId":")"));
  BOOST_TEST(has(told[1], R"("content":"hello")"));
  deliver(maya, {event("dm:history", R"(,"limit":101)", "6")});
  BOOST_TEST(has(maya.out->take().at(0), "limit is not a number in bounds"));
  auto stranger = connect("stranger");
  stranger.out->take();
  deliver(stranger, {event("dm:history", "", "1")});
  BOOST_TEST(has(stranger.out->take().at(0), "not_found"));
  leave(maya);
  leave(stranger);
}

BOOST_AUTO_TEST_CASE(form_errors_name_the_field) {
  auto s = connect("maya");
  s.out->take();
  const auto refused = [&](const std::string& packet) {
    deliver(s, {packet});
    return s.out->take().at(0);
  };
  BOOST_TEST(has(refused(R"(21["dm:send_message",{"content":"x"}])"),
                 "conversationId is missing"));
  BOOST_TEST(has(refused(R"(21["dm:join_conversation","zz"])"),
                 "conversationId must be an id"));
  BOOST_TEST(
    has(refused(event("dm:send_message", "", "1")), "content is missing"));
  BOOST_TEST(has(refused(event("dm:send_message", R"(,"content":5)", "1")),
                 "content must be a text"));
  BOOST_TEST(
    has(refused(event("dm:send_message",
                      R"(,"content":"x","messageType":"system")", "1")),
        "messageType"));
  leave(s);
}

BOOST_AUTO_TEST_CASE(a_disconnect_leaves_and_a_new_connect_is_possible) {
  auto s = connect("maya");
  deliver(s, {event("dm:join_conversation", "", "0")});
  deliver(s, {"1"});
  BOOST_TEST(s.out->open);
  BOOST_TEST(metrics.conversations.value() == 0);
  deliver(s, {event("dm:join_conversation", "", "0")});
  BOOST_TEST((s.out->closed == actors::close_reason::protocol_error));
  leave(s);
}

BOOST_AUTO_TEST_CASE(who_has_left_is_forgotten_until_the_next_connect) {
  auto s = connect("maya");
  deliver(s, {event("dm:join_conversation", "", "0")});
  BOOST_TEST(
    (s.out->spoken() == dialects::dialect_set{dialects::dialect::direct}));
  deliver(s, {"1"});
  BOOST_TEST(!s.out->is_connected());
  BOOST_TEST((s.out->spoken() == dialects::dialect_set{}));
  deliver(s, {connect_packet("maya", role::user, R"(,"dialect":"unified")")});
  BOOST_TEST(s.out->is_connected());
  BOOST_TEST(
    (s.out->spoken() == dialects::dialect_set{dialects::dialect::unified}));
  leave(s);
}

BOOST_AUTO_TEST_SUITE_END()
