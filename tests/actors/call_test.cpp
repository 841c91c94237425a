#include "actors/rest_calls.hpp"
#include "phones.hpp"

#include <boost/test/unit_test.hpp>
#include <caf/send.hpp>

#include <ostream>

// Who is told what, by the real machine: its rules have tests of their own
// (tests/domain).

namespace {

using namespace std::chrono_literals;

using fixtures::has;
using schema::call_state;
using schema::end_reason;
using schema::role;

/// Maya with one device, Arjun with two.
struct ringing : fixtures::phones {
  ringing() {
    forget_what_was_told();
    dial(maya);
    BOOST_TEST_REQUIRE(told(maya) == "43 call:initiated call:token");
    BOOST_TEST_REQUIRE(told(phone) == "call:incoming");
    BOOST_TEST_REQUIRE(told(tablet) == "call:incoming");
  }

  fixtures::socket& maya = enter("maya");
  fixtures::socket& phone = enter("arjun", role::astrologer);
  fixtures::socket& tablet = enter("arjun", role::astrologer);
};

struct answered : ringing {
  answered() {
    on_call(phone, "call:accept");
    forget_what_was_told();
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(calls)

BOOST_FIXTURE_TEST_CASE(one_answer_wins_and_the_others_hear_of_it, ringing) {
  on_call(phone, "call:accept");
  BOOST_TEST(told(phone) == "43");
  BOOST_TEST(told(tablet) == "call:ended call:end");
  BOOST_TEST(told(maya) == "call:accepted call:accept");
  on_call(tablet, "call:accept");
  const auto refusal = tablet.out->take();
  BOOST_TEST(fixtures::events(refusal) == "43 call:error error");
  BOOST_TEST(has(refusal.front(), R"("error":"call_over")"));
  BOOST_TEST(told(maya) == "");
  BOOST_TEST((call()->state == call_state::answered));
}

BOOST_FIXTURE_TEST_CASE(an_answer_is_told_when_it_is_stored, ringing) {
  store.holds_calls = true;
  on_call(phone, "call:accept");
  on_call(tablet, "call:accept");
  BOOST_TEST(told(phone) == "");
  BOOST_TEST(told(maya) == "");
  std::exchange(store.held, {}).front()();
  run();
  BOOST_TEST(told(phone) == "43");
  BOOST_TEST(told(tablet) == "call:ended call:end 43 call:error error");
  BOOST_TEST(told(maya) == "call:accepted call:accept");
}

BOOST_FIXTURE_TEST_CASE(what_became_of_an_earlier_write_settles_nothing,
                        ringing) {
  store.holds_calls = true;
  on_call(phone, "call:accept");
  const schema::result<storage::call_outcome> late =
    storage::call_outcome{storage::call_verdict::committed};
  caf::anon_send(env.calls->owner_of(call()->id), actors::stored_atom_v,
                 std::uint64_t{1}, std::make_shared<decltype(late)>(late));
  run();
  BOOST_TEST(told(phone) == "");
  std::exchange(store.held, {}).front()();
  run();
  BOOST_TEST(told(phone) == "43");
}

BOOST_FIXTURE_TEST_CASE(who_hangs_up_ends_it_for_both, answered) {
  pass(90s);
  on_call(maya, "call:end", R"(,"duration":7)");
  BOOST_TEST(told(maya) == "43 call:ended call:end");
  const auto ended = phone.out->take();
  BOOST_TEST(fixtures::events(ended) == "call:ended call:end");
  BOOST_TEST(has(ended.front(), R"("duration":90)"));
  BOOST_TEST(told(tablet) == "");
  BOOST_TEST((call()->end == end_reason::completed));
  BOOST_TEST(busy() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_device_that_lost_ends_nothing, answered) {
  on_call(tablet, "call:end");
  BOOST_TEST(told(tablet) == "43 call:error error");
  BOOST_TEST((call()->state == call_state::answered));
}

BOOST_FIXTURE_TEST_CASE(a_device_that_lost_and_left_ends_nothing, answered) {
  // All that follows waits until this is stored.
  store.holds_calls = true;
  on_call(maya, "call:connected");
  on_call(tablet, "call:end");
  leave(tablet);
  store.holds_calls = false;
  std::exchange(store.held, {}).front()();
  run();
  BOOST_TEST(told(maya) == "43");
  BOOST_TEST((call()->state == call_state::ongoing));
}

BOOST_FIXTURE_TEST_CASE(who_has_left_answers_nothing, ringing) {
  store.holds_calls = true;
  // Nothing comes of it but that the rest waits.
  store.before_call = [this] {
    store.broken = schema::error{schema::errc::unavailable, "Away", 1s};
  };
  on_call(maya, "call:cancel");
  on_call(phone, "call:accept");
  dial(tablet, "maya");
  leave(phone);
  leave(tablet);
  store.holds_calls = false;
  std::exchange(store.held, {}).front()();
  store.broken.reset();
  run();
  BOOST_TEST((call()->state == call_state::ringing));
  BOOST_TEST(store.calls.count() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_rejection_stops_the_other_devices, ringing) {
  on_call(phone, "call:reject", R"(,"reason":"in a meeting")");
  const auto rejected = maya.out->take();
  BOOST_TEST(fixtures::events(rejected) == "call:rejected call:reject");
  BOOST_TEST(has(rejected.front(), R"("reason":"in a meeting")"));
  BOOST_TEST(told(tablet) == "call:ended call:end");
  BOOST_TEST(busy() == 0);
}

BOOST_FIXTURE_TEST_CASE(the_caller_takes_it_back, ringing) {
  on_call(maya, "call:cancel");
  BOOST_TEST(told(maya) == "43 call:cancelled call:ended call:end");
  BOOST_TEST(told(phone) == "call:cancelled call:ended call:end");
  BOOST_TEST((call()->end == end_reason::cancelled));
}

BOOST_FIXTURE_TEST_CASE(nobody_answers, ringing) {
  pass(59s);
  BOOST_TEST(told(maya) == "");
  pass(1s);
  BOOST_TEST(told(maya) == "call:missed call:end");
  BOOST_TEST(told(phone) == "call:missed call:end");
  BOOST_TEST(told(tablet) == "call:missed call:end");
  BOOST_TEST((call()->end == end_reason::no_answer));
  BOOST_TEST(busy() == 0);
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_stored_ends_later, ringing) {
  store.broken =
    schema::error{schema::errc::unavailable, "The database is away", 1s};
  pass(60s);
  BOOST_TEST(told(maya) == "");
  on_call(maya, "call:cancel");
  BOOST_TEST(has(maya.out->take().front(), R"("error":"unavailable")"));
  store.broken.reset();
  pass(2s);
  BOOST_TEST(told(maya) == "call:missed call:end");
  BOOST_TEST(busy() == 0);
}

BOOST_FIXTURE_TEST_CASE(who_is_away_for_too_long_ends_it, answered) {
  leave(phone);
  pass(29s);
  BOOST_TEST(told(maya) == "");
  pass(1s);
  BOOST_TEST(told(maya) == "call:ended call:end");
  BOOST_TEST((call()->end == end_reason::network_error));
}

BOOST_FIXTURE_TEST_CASE(who_comes_back_in_time_goes_on, answered) {
  leave(phone);
  pass(29s);
  auto& again = enter("arjun", role::astrologer);
  again.out->take();
  pass(60s);
  BOOST_TEST(told(maya) == "");
  on_call(again, "call:end");
  BOOST_TEST(told(maya) == "call:ended call:end");
  BOOST_TEST((call()->end == end_reason::completed));
}

BOOST_FIXTURE_TEST_CASE(a_device_that_comes_rings_too, ringing) {
  auto& watch = enter("arjun", role::astrologer);
  BOOST_TEST(told(watch) == "40 call:incoming");
}

BOOST_FIXTURE_TEST_CASE(whoever_is_in_a_call_is_busy, ringing) {
  auto& boss = enter("boss", role::admin);
  boss.out->take();
  dial(boss);
  const auto busy_now = boss.out->take();
  BOOST_TEST(fixtures::events(busy_now) == "43 call:rejected call:reject");
  BOOST_TEST(has(busy_now.at(1), R"("reason":"busy")"));
  BOOST_TEST(told(phone) == "");
  BOOST_TEST((call()->end == end_reason::busy));
  dial(maya, "boss");
  BOOST_TEST(has(maya.out->take().front(), R"("error":"busy")"));
}

BOOST_FIXTURE_TEST_CASE(two_who_dial_each_other_talk, ringing) {
  dial(phone, "maya");
  BOOST_TEST(told(phone)
             == "43 call:initiated call:token call:accepted call:accept");
  BOOST_TEST(told(maya) == "call:accepted call:accept");
  BOOST_TEST(told(tablet) == "call:ended call:end");
  BOOST_TEST(store.calls.count() == 1);
}

BOOST_FIXTURE_TEST_CASE(whose_app_was_started_anew_may_dial_again, answered) {
  leave(phone);
  leave(tablet);
  auto& anew = enter("arjun", role::astrologer);
  auto& boss = enter("boss", role::admin);
  forget_what_was_told();
  dial(anew, "boss");
  BOOST_TEST(told(maya) == "call:ended call:end");
  BOOST_TEST(told(anew) == "call:ended call:end 43 call:initiated call:token");
  BOOST_TEST(told(boss) == "call:incoming");
  BOOST_TEST(store.calls.count() == 2);
  BOOST_TEST(busy() == 2);
}

BOOST_FIXTURE_TEST_CASE(strangers_hear_that_there_is_no_such_call, ringing) {
  auto& eve = enter("eve");
  eve.out->take();
  for (const auto* event : {"call:accept", "call:reject", "call:cancel",
                            "call:end", "call:connected", "call:token"}) {
    on_call(eve, event);
    const auto own = eve.out->take();
    BOOST_TEST(fixtures::events(own) == "43 call:error error");
    BOOST_TEST(has(own.front(), R"("error":"not_found")"), own.front());
    say(eve, event, R"({"callId":"nobody's"})");
    auto unknown = eve.out->take();
    BOOST_TEST(unknown == own, boost::test_tools::per_element());
  }
  BOOST_TEST(told(maya) == "");
  BOOST_TEST(told(phone) == "");
}

BOOST_FIXTURE_TEST_CASE(a_token_is_for_the_two_while_it_lives, answered) {
  on_call(maya, "call:token");
  auto given = maya.out->take();
  BOOST_TEST(fixtures::events(given) == "43 call:token");
  BOOST_TEST(has(given.front(), R"("agoraToken":"007)"));
  on_call(tablet, "call:token");
  BOOST_TEST(has(tablet.out->take().front(), R"("error":"call_over")"));
  on_call(maya, "call:end");
  maya.out->take();
  on_call(maya, "call:token");
  BOOST_TEST(has(maya.out->take().front(), R"("error":"call_over")"));
}

BOOST_FIXTURE_TEST_CASE(alarms_that_overtake_others_leave_nothing_behind,
                        fixtures::phones) {
  const auto before = timers();
  const schema::call_id any{"any"};
  for (int i = 40; i > 0; --i)
    env.calls->wake_later(any, 1, 1s * i);
  for (int i = 41; i < 80; ++i)
    env.calls->wake_later(any, 1, 1s * i);
  for (int i = 0; i < 60; ++i)
    pass(1s);
  BOOST_TEST(timers() == before + 1);
  pass(20s);
  BOOST_TEST(timers() == before);
}

BOOST_FIXTURE_TEST_CASE(six_calls_an_hour_are_one_too_many, fixtures::phones) {
  auto& maya = enter("maya");
  (void)enter("arjun", role::astrologer);
  // What is refused counts for nothing.
  for (int i = 0; i < 7; ++i) {
    dial(maya, "nobody");
    BOOST_TEST(has(maya.out->take().at(i == 0 ? 1 : 0), "not_found"));
  }
  for (int i = 0; i < 5; ++i) {
    dial(maya);
    on_call(maya, "call:end");
    maya.out->take();
  }
  dial(maya);
  const auto refusal = maya.out->take();
  BOOST_TEST(has(refusal.front(), R"("error":"rate_limited")"));
  BOOST_TEST(has(refusal.front(), R"("retryAfter":720)"));
}

BOOST_FIXTURE_TEST_CASE(without_credentials_there_is_no_agora,
                        fixtures::phones) {
  env.call_settings.agora = {};
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  forget_what_was_told();
  dial(maya);
  BOOST_TEST(has(maya.out->take().front(), R"("error":"unavailable")"));
  BOOST_TEST(told(arjun) == "");
  say(maya, "call:invite", R"({"to":"arjun"})");
  BOOST_TEST(told(arjun) == "call:invite");
}

BOOST_FIXTURE_TEST_CASE(a_call_names_only_a_conversation_of_both,
                        fixtures::phones) {
  auto& maya = enter("maya");
  maya.out->take();
  const auto dial_in = [&](const std::string& to, const std::string& in) {
    say(maya, "call:initiate",
        R"({"calleeId":")" + to + R"(","conversationId":")" + in + "\"}");
    return maya.out->take();
  };
  (void)person("boss", role::admin);
  BOOST_TEST(has(dial_in("boss", id).front(), R"("error":"not_found")"));
  BOOST_TEST(has(dial_in("arjun", std::string(24, 'a')).front(),
                 R"("error":"not_found")"));
  BOOST_TEST(store.calls.count() == 0);
  BOOST_TEST(
    has(dial_in("arjun", id).front(), R"("conversationId":")" + id + "\""));
}

BOOST_FIXTURE_TEST_CASE(media_have_to_fit, fixtures::phones) {
  auto& maya = enter("maya");
  auto& old = enter_as("arjun", role::astrologer, "direct");
  forget_what_was_told();
  say(maya, "call:invite", R"({"to":"arjun"})");
  BOOST_TEST(has(maya.out->take().front(), R"("error":"incompatible_media")"));
  BOOST_TEST(told(old) == "");
  auto& young = enter_as("arjun", role::astrologer, "unified");
  young.out->take();
  // Its first event has told what Maya's client speaks; it may say others.
  say(maya, "call:invite", R"({"to":"arjun"})");
  BOOST_TEST(told(young) == "call:invite");
  BOOST_TEST(told(old) == "");
}

BOOST_FIXTURE_TEST_CASE(the_first_event_tells_what_a_client_speaks,
                        fixtures::phones) {
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  join(arjun);
  forget_what_was_told();
  say(maya, "call:invite", R"({"to":"arjun"})");
  BOOST_TEST(has(maya.out->take().front(), R"("error":"incompatible_media")"));
  dial(maya);
  BOOST_TEST(told(arjun) == "call:incoming");
}

BOOST_FIXTURE_TEST_CASE(what_all_clients_say_tells_nothing, fixtures::phones) {
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  say(arjun, "sync", R"({"cursors":{}})");
  forget_what_was_told();
  say(maya, "call:invite", R"({"to":"arjun"})");
  BOOST_TEST(told(arjun) == "call:invite");
}

BOOST_FIXTURE_TEST_CASE(rest_is_nobodys_device, fixtures::phones) {
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  forget_what_was_told();
  schema::result<std::string> answer;
  const auto keep = [&](schema::result<std::string> x) {
    answer = std::move(x);
  };
  const actors::rest_calls rest{env};
  const auto who = person("maya", role::user);
  schema::start_call what;
  what.callee_id = "arjun";
  rest.start(who, what, dialects::dialect::direct, keep);
  run();
  BOOST_TEST_REQUIRE(answer.has_value());
  BOOST_TEST(has(*answer, R"("agoraToken":"007)"));
  BOOST_TEST(told(arjun) == "call:incoming");
  on_call(arjun, "call:accept");
  BOOST_TEST(told(maya) == "call:accepted call:accept");
  rest.ask_token(who, call()->id, dialects::dialect::direct, keep);
  run();
  BOOST_TEST(has(*answer, R"("agoraToken":"007)"));
  rest.act(who, schema::end_call{call()->id, {}, {}}, dialects::dialect::direct,
           keep);
  run();
  BOOST_TEST(has(*answer, R"("endReason":"completed")"));
  BOOST_TEST(told(maya) == "call:ended call:end");
}

BOOST_AUTO_TEST_SUITE_END()
