#include "sample.hpp"

#include <boost/test/unit_test.hpp>

using namespace call_sample;
using domain::call::dial;
using domain::call::next_deadline;
using domain::call::reload;
using domain::call::restore;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(deadlines_of_a_call, fixture)

BOOST_AUTO_TEST_CASE(a_call_that_nobody_answers_is_missed) {
  BOOST_TEST((next_deadline(call) == now + 60s));
  now += 60s - 1ms;
  BOOST_TEST(expire() == "");
  now += 1ms;
  BOOST_TEST(expire() == "11:ended 21,22,23:ended");
  BOOST_TEST(stage(row()) == "no_answer");
  BOOST_TEST(row().duration().count() == 0);
  BOOST_TEST(!row().ended_by.has_value());
  BOOST_TEST(expire() == "");
}

BOOST_AUTO_TEST_CASE(a_callee_without_a_device_misses_it_at_the_end_only) {
  for (auto no : {21, 22, 23})
    detach(callee, no);
  BOOST_TEST((next_deadline(call) == now + 60s));
  now += 60s;
  BOOST_TEST(expire() == "11:ended -:ended");
  BOOST_TEST(stage(row()) == "no_answer");
}

BOOST_AUTO_TEST_CASE(a_caller_who_is_away_while_it_rings_ends_it) {
  now += 5s;
  detach(caller, 11);
  BOOST_TEST((next_deadline(call) == now + 30s));
  now += 30s;
  BOOST_TEST(expire() == "-:ended 21,22,23:ended");
  BOOST_TEST(stage(row()) == "network_error");
}

BOOST_AUTO_TEST_CASE(whichever_was_due_first_is_the_reason) {
  now += 30s;
  detach(caller, 11);
  BOOST_TEST((next_deadline(call) == row().ring_until));
  now += 1h;
  expire();
  BOOST_TEST(stage(row()) == "no_answer");
  fixture other;
  other.now += 29s;
  other.detach(caller, 11);
  other.now += 1h;
  other.expire();
  BOOST_TEST(stage(other.row()) == "network_error");
}

BOOST_AUTO_TEST_CASE(who_dials_by_rest_has_to_come_within_the_grace) {
  auto what = dialling();
  what.from.reset();
  what.caller_devices.clear();
  call = dial(what, {}, settings, now).value().after;
  BOOST_TEST((next_deadline(call) == now + 30s));
  now += 29s;
  attach(caller, 13);
  BOOST_TEST((next_deadline(call) == row().ring_until));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(taking_a_call_up_again, fixture)

BOOST_AUTO_TEST_CASE(the_end_of_the_ringing_is_met_after_a_restart) {
  now += 40s;
  call = restore(call.row, settings, now);
  BOOST_TEST((next_deadline(call) == row().ring_until));
  BOOST_TEST(attach(caller, 13) == "");
  BOOST_TEST(attach(callee, 26) == "26:incoming(invite)");
  now += 20s;
  BOOST_TEST(expire() == "13:ended 26:ended");
  BOOST_TEST(stage(row()) == "no_answer");
}

BOOST_AUTO_TEST_CASE(a_ringing_call_can_be_answered_after_a_restart) {
  call = restore(call.row, settings, now);
  attach(caller, 13);
  attach(callee, 26);
  BOOST_TEST(answer(26) == "13:answered(yes)");
}

BOOST_AUTO_TEST_CASE(who_does_not_come_back_after_a_restart_ends_it) {
  answer(21);
  now += 1h;
  call = restore(call.row, settings, now);
  BOOST_TEST((next_deadline(call) == now + 30s));
  attach(caller, 13);
  BOOST_TEST((next_deadline(call) == now + 30s));
  auto both = *this;
  both.attach(callee, 26);
  BOOST_TEST((next_deadline(both.call) == now + 1h));
  both.candidate(callee, 26, "c");
  BOOST_TEST(!next_deadline(both.call).has_value());
  now += 30s;
  BOOST_TEST(expire() == "13:ended -:ended");
  BOOST_TEST(stage(row()) == "network_error");
}

BOOST_AUTO_TEST_CASE(a_call_that_nobody_here_knows_of_ends) {
  answer(21);
  call = restore(call.row, settings, now);
  attach(caller, 13);
  attach(callee, 26);
  BOOST_TEST((next_deadline(call) == now + 1h));
  now += 10min;
  // Whoever asks for a token is in it; nobody knows which device does by REST.
  follow(note_speech(call, {caller}, now));
  BOOST_TEST((next_deadline(call) == now + 1h));
  follow(note_speech(call, {{3}}, now + 1min));
  BOOST_TEST((next_deadline(call) == now + 1h));
  auto known = *this;
  known.follow(note_speech(call, {callee, schema::device_no{26}}, now));
  BOOST_TEST(!next_deadline(known.call).has_value());
  known.now += 2h;
  known.attach(callee, 27);
  known.detach(callee, 26);
  BOOST_TEST((next_deadline(known.call) == known.now + 1h));
  now += 1h;
  BOOST_TEST(expire() == "13:ended 26:ended");
  BOOST_TEST(stage(row()) == "network_error");
}

BOOST_AUTO_TEST_CASE(with_webrtc_silence_lasts_longer) {
  auto what = dialling();
  what.media = schema::call_media::webrtc;
  what.from = schema::device_no{15};
  what.caller_devices = {device(15)};
  what.callee_devices = {device(25)};
  call = dial(what, {}, settings, now).value().after;
  answer(25);
  call = restore(call.row, settings, now);
  attach(caller, 15);
  attach(callee, 25);
  BOOST_TEST((next_deadline(call) == now + 4h));
}

BOOST_AUTO_TEST_CASE(an_ended_call_stays_ended_after_a_restart) {
  hang_up(caller, 11);
  call = restore(call.row, settings, now);
  BOOST_TEST(!next_deadline(call).has_value());
  BOOST_TEST(attach(callee, 26) == "");
  BOOST_TEST(answer(26) == "call_over");
}

BOOST_AUTO_TEST_CASE(of_two_that_decide_at_once_one_is_stale_and_hears_so) {
  // Two servers hold the call; 21 is connected to one, 22 to the other.
  auto here = *this;
  auto there = *this;
  here.detach(callee, 22);
  there.detach(callee, 21);
  here.answer(21);
  const auto ours = here.last.stored.value();
  BOOST_TEST(there.answer(22) == "23:taken 11:answered(yes)");
  // Both name the version 1, so the database takes one of them.
  BOOST_TEST(ours.expected.value() == there.last.stored->expected.value());
  there.call = call;
  there.detach(callee, 21);
  const auto t = reload(there.call, ours.row, now);
  BOOST_TEST(told(t) == "22,23:taken 11:answered");
  there.follow(t);
  BOOST_TEST(there.answer(22) == "call_over");
}

BOOST_AUTO_TEST_CASE(what_waited_is_not_told_after_an_end_elsewhere) {
  detach(caller, 11);
  answer(21);
  auto elsewhere = *this;
  elsewhere.hang_up(callee, 21);
  follow(reload(call, elsewhere.call.row, now));
  BOOST_TEST(attach(caller, 13) == "");
}

BOOST_AUTO_TEST_CASE(an_end_that_was_decided_elsewhere_is_told_here) {
  auto elsewhere = *this;
  elsewhere.hang_up(caller, 11);
  const auto t = reload(call, elsewhere.call.row, now);
  BOOST_TEST(told(t) == "11:ended 21,22,23:ended");
  BOOST_TEST(!t.stored.has_value());
  // Who has heard it does not hear it again.
  BOOST_TEST(told(reload(t.after, elsewhere.call.row, now)) == "");
}

BOOST_AUTO_TEST_SUITE_END()
