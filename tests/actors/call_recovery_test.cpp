#include "phones.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>

// What another server did, and what one finds that starts.

namespace {

using namespace std::chrono_literals;

using fixtures::has;
using schema::call_state;
using schema::end_reason;
using schema::role;

struct recovered : fixtures::phones {
  /// A call of Maya's to Arjun that a server left behind.
  void leave_behind(call_state state = call_state::ringing) {
    auto row = std::make_shared<schema::call>();
    row->id.text = "left behind";
    row->caller = person("maya", role::user)->no;
    row->callee = person("arjun", role::astrologer)->no;
    row->channel = "a channel";
    row->created_at = now;
    row->ring_until = now + 60s;
    row->state = state;
    if (state != call_state::ringing)
      row->answered_at = now;
    (void)store.calls.put({row, std::nullopt, {row->caller, row->callee}, {}});
  }

  /// A server starts that long after the other one left the call behind.
  void start_after(std::chrono::milliseconds away,
                   call_state state = call_state::ringing) {
    leave_behind(state);
    pass(away);
    calls->take_up();
    run();
  }

  /// Maya and Arjun come back to an answered call.
  std::pair<fixtures::socket&, fixtures::socket&> come_back() {
    start_after(0s, call_state::answered);
    auto& maya = enter("maya");
    auto& arjun = enter("arjun", role::astrologer);
    forget_what_was_told();
    return {maya, arjun};
  }

  /// Another server moves the call on.
  void move_on(auto&& change) {
    auto row = std::make_shared<schema::call>(*call());
    const auto before = row->version++;
    change(*row);
    std::vector<schema::user_no> frees;
    if (!row->is_live())
      frees = {row->caller, row->callee};
    (void)store.calls.put({row, before, {}, frees});
  }

  void end_elsewhere() {
    move_on([this](schema::call& x) {
      x.state = call_state::ended;
      x.end = end_reason::cancelled;
      x.ended_at = now;
    });
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(call_recovery, recovered)

BOOST_AUTO_TEST_CASE(a_ring_goes_on_to_its_end) {
  start_after(20s);
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  BOOST_TEST(told(arjun) == "40 call:incoming");
  maya.out->take();
  pass(39s);
  BOOST_TEST(told(maya) == "");
  pass(1s);
  BOOST_TEST(told(maya) == "call:missed call:end");
  BOOST_TEST(told(arjun) == "call:missed call:end");
  BOOST_TEST(busy() == 0);
}

BOOST_AUTO_TEST_CASE(a_ring_that_is_over_ends_at_once) {
  start_after(61s);
  pass(1ms);
  BOOST_TEST((call()->end == end_reason::no_answer));
  BOOST_TEST(busy() == 0);
}

BOOST_AUTO_TEST_CASE(both_hear_of_it_when_they_come_back_soon) {
  start_after(61s);
  pass(1ms);
  BOOST_TEST(calls->keeps(call()->id));
  auto& maya = enter("maya");
  BOOST_TEST(told(maya) == "40 call:missed call:end");
  auto& second = enter("maya");
  BOOST_TEST(told(second) == "40 call:missed call:end");
  pass(44s);
  auto& arjun = enter("arjun", role::astrologer);
  BOOST_TEST(told(arjun) == "40 call:missed call:end");
  BOOST_TEST(told(maya) == "");
}

BOOST_AUTO_TEST_CASE(who_comes_late_finds_it_in_the_history) {
  start_after(61s);
  pass(1ms);
  BOOST_TEST(calls->keeps(call()->id));
  pass(45s);
  BOOST_TEST(!calls->keeps(call()->id));
  auto& maya = enter("maya");
  BOOST_TEST(told(maya) == "40");
}

BOOST_AUTO_TEST_CASE(whose_app_forgot_it_in_a_restart_can_dial_again) {
  auto [maya, arjun] = come_back();
  pass(29s);
  dial(maya);
  BOOST_TEST(has(maya.out->take().front(), R"("error":"busy")"));
  pass(1s);
  dial(maya);
  BOOST_TEST(told(maya) == "call:ended call:end 43 call:initiated call:token");
  BOOST_TEST(told(arjun) == "call:ended call:end call:incoming");
}

BOOST_AUTO_TEST_CASE(a_call_that_nobody_knows_of_any_more_ends) {
  auto [maya, arjun] = come_back();
  pass(30min);
  // It is a sign of life that somebody wants a token.
  on_call(maya, "call:token");
  BOOST_TEST(told(maya) == "43 call:token");
  pass(30min);
  leave(maya);
  auto& again = enter("maya");
  again.out->take();
  pass(1h - 1ms);
  BOOST_TEST(told(arjun) == "");
  pass(1ms);
  BOOST_TEST(told(arjun) == "call:ended call:end");
  BOOST_TEST(told(again) == "call:ended call:end");
  BOOST_TEST((call()->end == end_reason::network_error));
  BOOST_TEST(busy() == 0);
}

BOOST_AUTO_TEST_CASE(what_ended_before_it_is_taken_up_is_not_kept) {
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  dial(maya);
  forget_what_was_told();
  // A message on its way holds it, too.
  const auto owner = calls->owner_of(call()->id);
  store.holds_live_calls = true;
  calls->take_up();
  run();
  on_call(maya, "call:cancel");
  BOOST_TEST(told(arjun) == "call:cancelled call:ended call:end");
  std::exchange(store.held, {}).front()();
  run();
  BOOST_TEST(!calls->keeps(call()->id));
}

BOOST_AUTO_TEST_CASE(who_does_not_come_back_ends_it) {
  start_after(0s, call_state::answered);
  auto& maya = enter("maya");
  maya.out->take();
  pass(30s);
  BOOST_TEST(told(maya) == "call:ended call:end");
  BOOST_TEST((call()->end == end_reason::network_error));
  BOOST_TEST(busy() == 0);
}

BOOST_AUTO_TEST_CASE(who_comes_back_goes_on) {
  auto [maya, arjun] = come_back();
  pass(120s);
  on_call(maya, "call:end");
  BOOST_TEST(told(arjun) == "call:ended call:end");
  BOOST_TEST((call()->end == end_reason::completed));
}

BOOST_AUTO_TEST_CASE(a_store_that_is_away_is_asked_again) {
  leave_behind();
  store.broken =
    schema::error{schema::errc::unavailable, "The database is away", 1s};
  calls->take_up();
  pass(5s);
  BOOST_TEST((call()->state == call_state::ringing));
  store.broken.reset();
  pass(56s);
  pass(1s);
  BOOST_TEST((call()->end == end_reason::no_answer));
}

BOOST_AUTO_TEST_CASE(whoever_asks_first_has_it_loaded) {
  leave_behind();
  auto& maya = enter("maya");
  maya.out->take();
  on_call(maya, "call:end");
  BOOST_TEST(told(maya) == "43 call:cancelled call:ended call:end");
}

BOOST_AUTO_TEST_CASE(a_call_of_another_server_is_left_to_it) {
  leave_behind(call_state::answered);
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  forget_what_was_told();
  // Who answered it there goes on; nobody here does.
  on_call(arjun, "call:accept");
  BOOST_TEST(has(arjun.out->take().front(), R"("error":"call_over")"));
  on_call(maya, "call:token");
  BOOST_TEST(has(maya.out->take().front(), "agoraToken"));
  // Nor is it kept here, whatever is done about it.
  const auto before = system->registry().running();
  on_call(maya, "call:connected");
  BOOST_TEST(system->registry().running() == before);
  leave(maya);
  leave(arjun);
  pass(120s);
  BOOST_TEST((call()->state == call_state::ongoing));
}

BOOST_AUTO_TEST_CASE(what_is_asked_before_it_is_taken_up_does_no_harm) {
  leave_behind();
  auto& maya = enter("maya");
  maya.out->take();
  store.holds_calls = true;
  on_call(maya, "call:token");
  auto& arjun = enter("arjun", role::astrologer);
  on_call(arjun, "call:token");
  forget_what_was_told();
  store.holds_calls = false;
  calls->take_up();
  run();
  BOOST_TEST(told(arjun) == "call:incoming");
  pass(60s);
  BOOST_TEST(told(maya) == "call:missed call:end");
  BOOST_TEST(busy() == 0);
}

BOOST_AUTO_TEST_CASE(what_is_on_its_way_when_it_is_taken_up_does_no_harm) {
  leave_behind(call_state::answered);
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  store.holds_calls = true;
  on_call(maya, "call:connected");
  calls->take_up();
  run();
  store.holds_calls = false;
  std::exchange(store.held, {}).front()();
  run();
  BOOST_TEST((call()->state == call_state::ongoing));
  forget_what_was_told();
  // Only who carries it on has it end when somebody is away.
  leave(arjun);
  pass(30s);
  BOOST_TEST(told(maya) == "call:ended call:end");
  BOOST_TEST(busy() == 0);
}

BOOST_AUTO_TEST_CASE(what_was_overtaken_is_decided_anew) {
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  dial(maya);
  forget_what_was_told();
  store.before_call = [this] { end_elsewhere(); };
  on_call(arjun, "call:accept");
  const auto heard = arjun.out->take();
  BOOST_TEST(fixtures::events(heard)
             == "call:cancelled call:ended call:end 43 call:error error");
  BOOST_TEST(has(heard.at(3), R"("error":"call_over")"));
  BOOST_TEST(told(maya) == "call:cancelled call:ended call:end");
  BOOST_TEST((call()->end == end_reason::cancelled));
}

BOOST_AUTO_TEST_CASE(who_became_busy_meanwhile_is_busy) {
  auto& boss = enter("boss", role::admin);
  auto& maya = enter("maya");
  forget_what_was_told();
  store.before_call = [this] { leave_behind(); };
  dial(boss);
  BOOST_TEST(told(boss) == "43 call:rejected call:reject");
  BOOST_TEST(told(maya) == "");
  BOOST_TEST(busy() == 2);
}

BOOST_AUTO_TEST_CASE(owners_end_with_their_calls) {
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  dial(maya);
  const auto before = system->registry().running();
  on_call(arjun, "call:accept");
  on_call(maya, "call:end");
  pass(61s);
  BOOST_TEST(system->registry().running() == before - 1);
}

BOOST_AUTO_TEST_SUITE_END()
