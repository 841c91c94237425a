#include "phones.hpp"

#include <boost/test/unit_test.hpp>

#include <ostream>

// Calls whose apps name them and talk to each other through the server.

namespace {

using namespace std::chrono_literals;

using fixtures::has;
using schema::end_reason;
using schema::role;

struct by_webrtc : fixtures::phones {
  void invite(const std::string& more = {}) {
    say(maya, "call:invite", R"({"to":"arjun","media":"video")" + more + "}");
  }

  fixtures::socket& maya = enter("maya");
  fixtures::socket& arjun = enter("arjun", role::astrologer);
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(calls_by_webrtc, by_webrtc)

BOOST_AUTO_TEST_CASE(candidates_wait_for_the_answer) {
  invite(R"(,"callId":"mine","sdp":"offer","shape":[1])");
  const auto rung = arjun.out->take();
  BOOST_TEST(fixtures::events(rung) == "40 call:invite");
  BOOST_TEST(has(rung.at(1), R"("sdp":"offer")"));
  BOOST_TEST(has(rung.at(1), R"("shape":[1])"));
  BOOST_TEST(has(rung.at(1), R"("callId":"mine")"));
  BOOST_TEST(has(maya.out->take().back(), R"("callId":"mine")"));
  for (const auto* candidate : {"one", "two"})
    on_call(arjun, "call:candidate",
            R"(,"candidate":")" + std::string{candidate} + "\"");
  BOOST_TEST(told(maya) == "");
  on_call(arjun, "call:answer", R"(,"accept":true,"sdp":"answer")");
  const auto heard = maya.out->take();
  BOOST_TEST(fixtures::events(heard)
             == "call:answer call:candidate call:candidate");
  BOOST_TEST(has(heard.at(1), "one"));
  BOOST_TEST(has(heard.at(2), "two"));
}

BOOST_AUTO_TEST_CASE(what_is_said_right_after_an_invite_is_said_of_it) {
  forget_what_was_told();
  store.holds_standings = true;
  invite(R"(,"callId":"mine")");
  say(maya, "call:candidate", R"({"callId":"mine","candidate":"early"})");
  say(maya, "call:hangup", R"({"callId":"mine"})");
  BOOST_TEST(told(maya) == "");
  std::exchange(store.held, {}).front()();
  run();
  BOOST_TEST(told(maya) == "43 43 43 call:hangup");
  BOOST_TEST(told(arjun) == "call:invite call:hangup");
  BOOST_TEST((call()->end == end_reason::cancelled));
  BOOST_TEST(busy() == 0);
}

BOOST_AUTO_TEST_CASE(what_was_said_of_an_invite_that_was_refused_is_refused) {
  forget_what_was_told();
  store.holds_standings = true;
  say(maya, "call:invite", R"({"to":"nobody","callId":"mine"})");
  say(maya, "call:candidate", R"({"callId":"mine","candidate":"early"})");
  std::exchange(store.held, {}).front()();
  run();
  const auto heard = maya.out->take();
  BOOST_TEST(fixtures::events(heard) == "43 error 43 error");
  BOOST_TEST(has(heard.at(2), R"("error":"not_found")"));
}

BOOST_AUTO_TEST_CASE(an_invite_comes_to_what_was_said_before_it) {
  forget_what_was_told();
  say(maya, "call:candidate", R"({"callId":"mine","candidate":"early"})");
  BOOST_TEST(told(maya) == "43 error");
  invite(R"(,"callId":"mine")");
  BOOST_TEST(told(maya) == "43");
  BOOST_TEST(told(arjun) == "call:invite");
}

BOOST_AUTO_TEST_CASE(candidates_wait_for_who_reads_slowly) {
  invite();
  on_call(arjun, "call:answer");
  forget_what_was_told();
  maya.out->congested = true;
  on_call(arjun, "call:candidate", R"(,"candidate":"one")");
  BOOST_TEST(has(arjun.out->take().front(), R"("error":"overloaded")"));
  BOOST_TEST(told(maya) == "");
  maya.out->congested = false;
  on_call(arjun, "call:candidate", R"(,"candidate":"one")");
  BOOST_TEST(told(maya) == "call:candidate");
}

BOOST_AUTO_TEST_CASE(who_dials_back_at_once_may_go_by_a_name_of_their_own) {
  invite(R"(,"callId":"mine","sdp":"offer")");
  forget_what_was_told();
  store.holds_standings = true;
  say(arjun, "call:invite",
      R"({"to":"maya","media":"video","callId":"his","sdp":"other offer"})");
  say(arjun, "call:candidate", R"({"callId":"his","candidate":"one"})");
  store.holds_standings = false;
  store.holds_calls = true;
  std::exchange(store.held, {}).front()();
  run();
  say(arjun, "call:candidate", R"({"callId":"his","candidate":"two"})");
  BOOST_TEST(told(maya) == "");
  store.holds_calls = false;
  std::exchange(store.held, {}).front()();
  run();
  // The call is hers; what he says of his is said of that.
  const auto heard = maya.out->take();
  BOOST_TEST(fixtures::events(heard)
             == "call:answer call:candidate call:candidate");
  BOOST_TEST(has(heard.at(1), R"("candidate":"one")"));
  BOOST_TEST(has(heard.at(1), R"("callId":"mine")"));
  BOOST_TEST(has(heard.at(2), R"("candidate":"two")"));
  const auto acks = arjun.out->take();
  BOOST_TEST(fixtures::events(acks) == "43 call:answer 43 43");
  BOOST_TEST(has(acks.front(), R"("callId":"mine")"));
  // A retry is one; the name is nobody else's.
  say(arjun, "call:invite", R"({"to":"maya","callId":"his"})");
  BOOST_TEST(has(arjun.out->take().front(), R"("callId":"mine")"));
  say(maya, "call:hangup", R"({"callId":"his"})");
  BOOST_TEST(has(maya.out->take().front(), R"("error":"not_found")"));
  // He withdraws what he dialled; hers goes on.
  say(arjun, "call:hangup", R"({"callId":"his"})");
  BOOST_TEST(has(arjun.out->take().front(), R"("error":"not_found")"));
  BOOST_TEST(told(maya) == "");
  on_call(arjun, "call:hangup");
  BOOST_TEST(told(maya) == "call:hangup");
  BOOST_TEST(told(arjun) == "43 call:hangup");
  say(arjun, "call:candidate", R"({"callId":"his","candidate":"late"})");
  BOOST_TEST(has(arjun.out->take().front(), R"("error":"not_found")"));
}

BOOST_AUTO_TEST_CASE(the_name_of_an_invite_that_finds_them_busy_is_free) {
  invite(R"(,"callId":"mine")");
  on_call(arjun, "call:answer", R"(,"accept":true,"sdp":"answer")");
  forget_what_was_told();
  say(arjun, "call:invite", R"({"to":"maya","callId":"his"})");
  say(arjun, "call:candidate", R"({"callId":"his","candidate":"one"})");
  const auto heard = arjun.out->take();
  BOOST_TEST(fixtures::events(heard) == "43 error 43 error");
  BOOST_TEST(has(heard.at(0), R"("error":"busy")"));
  BOOST_TEST(has(heard.at(2), R"("error":"not_found")"));
  BOOST_TEST(told(maya) == "");
}

BOOST_AUTO_TEST_CASE(a_winner_that_comes_anew_is_known_by_what_it_said) {
  const auto described = [](const std::string& password,
                            const std::string& more = {}) {
    return R"(,"accept":true,"sdp":"v=0\r\na=ice-pwd:)" + password + R"(\r\n)"
           + more + "\"";
  };
  const auto mine = described("asd88fgpdd777uzjYhagZg");
  const auto later = described("asd88fgpdd777uzjYhagZg", "a=candidate:1");
  auto& tablet = enter("arjun", role::astrologer);
  invite(R"(,"callId":"mine","sdp":"offer")");
  on_call(arjun, "call:answer", mine);
  // Its first connection is dead, but not found to be.
  auto& anew = enter("arjun", role::astrologer);
  auto& late = enter("arjun", role::astrologer);
  forget_what_was_told();
  on_call(anew, "call:answer", later);
  BOOST_TEST(has(anew.out->take().front(), R"("success":true)"));
  on_call(late, "call:answer", described("YH75Fviy6338Vbrhrlp8Yh"));
  BOOST_TEST(has(late.out->take().front(), R"("error":"call_over")"));
  on_call(tablet, "call:answer", mine);
  BOOST_TEST(has(tablet.out->take().front(), R"("error":"call_over")"));
}

BOOST_AUTO_TEST_CASE(what_anybody_may_say_makes_no_winner) {
  for (const std::string said : {"yes", "a=ice-pwd:tooShort"}) {
    invite();
    const auto more = R"(,"accept":true,"sdp":")" + said + "\"";
    on_call(arjun, "call:answer", more);
    auto& late = enter("arjun", role::astrologer);
    late.out->take();
    on_call(late, "call:answer", more);
    BOOST_TEST(has(late.out->take().front(), R"("error":"call_over")"));
    on_call(maya, "call:hangup");
  }
}

BOOST_AUTO_TEST_CASE(it_rings_shorter_by_webrtc) {
  invite();
  forget_what_was_told();
  pass(40s);
  const auto heard = arjun.out->take();
  BOOST_TEST(fixtures::events(heard) == "call:hangup");
  BOOST_TEST(has(heard.front(), R"("reason":"timeout")"));
  BOOST_TEST(told(maya) == "call:hangup");
}

BOOST_AUTO_TEST_CASE(an_invite_that_is_repeated_is_one_call) {
  invite(R"(,"callId":"mine")");
  forget_what_was_told();
  invite(R"(,"callId":"mine")");
  BOOST_TEST(has(maya.out->take().front(), R"("callId":"mine")"));
  BOOST_TEST(told(arjun) == "");
  BOOST_TEST(store.calls.count() == 1);
  on_call(maya, "call:hangup");
  forget_what_was_told();
  // The name is used now: the next call gets another.
  invite(R"(,"callId":"mine")");
  BOOST_TEST(told(arjun) == "call:invite");
  BOOST_TEST(call()->id.text != "mine");
}

BOOST_AUTO_TEST_CASE(the_last_of_an_hour_may_be_repeated) {
  for (int i = 0; i < 4; ++i) {
    invite();
    on_call(maya, "call:hangup");
  }
  invite(R"(,"callId":"mine")");
  forget_what_was_told();
  invite(R"(,"callId":"mine")");
  BOOST_TEST(has(maya.out->take().front(), R"("callId":"mine")"));
  invite(R"(,"callId":"other")");
  BOOST_TEST(has(maya.out->take().front(), R"("error":"rate_limited")"));
  on_call(maya, "call:hangup");
  forget_what_was_told();
  invite(R"(,"callId":"mine")");
  BOOST_TEST(has(maya.out->take().front(), R"("error":"rate_limited")"));
  BOOST_TEST(told(arjun) == "");
}

BOOST_AUTO_TEST_CASE(so_may_one_that_came_to_be_in_another_call) {
  for (int i = 0; i < 4; ++i) {
    say(arjun, "call:invite", R"({"to":"maya"})");
    on_call(arjun, "call:hangup");
  }
  invite(R"(,"callId":"mine")");
  const auto his = R"({"to":"maya","media":"video","callId":"his"})";
  say(arjun, "call:invite", his);
  forget_what_was_told();
  say(arjun, "call:invite", his);
  BOOST_TEST(has(arjun.out->take().front(), R"("callId":"mine")"));
}

BOOST_AUTO_TEST_CASE(who_is_banned_cannot_be_called) {
  forget_what_was_told();
  store.banned.insert("arjun");
  invite();
  BOOST_TEST(has(maya.out->take().front(), R"("error":"forbidden")"));
  BOOST_TEST(told(arjun) == "");
  BOOST_TEST(store.calls.count() == 0);
}

BOOST_AUTO_TEST_CASE(the_name_of_somebody_elses_call_is_not_given) {
  invite(R"(,"callId":"mine")");
  auto& boss = enter("boss", role::admin);
  auto& eve = enter("eve");
  forget_what_was_told();
  say(boss, "call:invite", R"({"to":"eve","callId":"mine"})");
  BOOST_TEST(told(eve) == "call:invite");
  BOOST_TEST(call()->id.text != "mine");
  BOOST_TEST(told(arjun) == "");
}

BOOST_AUTO_TEST_SUITE_END()
