#include "sample.hpp"

#include <boost/test/unit_test.hpp>

using namespace call_sample;
using domain::call::next_deadline;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(coming_and_going, fixture)

BOOST_AUTO_TEST_CASE(a_device_that_comes_while_it_rings_rings_too) {
  BOOST_TEST(attach(callee, 26) == "26:incoming(invite)");
  BOOST_TEST(attach(callee, 24) == "");
  BOOST_TEST(attach(caller, 13) == "");
  BOOST_TEST(attach({3}, 31) == "");
  BOOST_TEST(answer(26) == "21,22,23:taken 11,13:answered(yes)");
  BOOST_TEST(attach(callee, 27) == "");
}

BOOST_AUTO_TEST_CASE(a_device_is_attached_once) {
  attach(callee, 26);
  BOOST_TEST(attach(callee, 26) == "");
  BOOST_TEST(call.callee.devices.size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_device_that_left_is_told_nothing) {
  detach(callee, 22);
  BOOST_TEST(answer(21) == "23:taken 11:answered(yes)");
}

BOOST_AUTO_TEST_CASE(who_is_away_after_the_answer_has_the_grace_to_come_back) {
  for (auto who : {caller, callee}) {
    fixture f;
    f.answer(21);
    BOOST_TEST(!next_deadline(f.call).has_value());
    f.now += 5s;
    f.detach(who, who == caller ? 11 : 21);
    BOOST_TEST((next_deadline(f.call) == f.now + 30s));
    f.now += 30s - 1ms;
    BOOST_TEST(f.expire() == "");
    BOOST_TEST(!f.last.stored.has_value());
    f.now += 1ms;
    BOOST_TEST(f.expire()
               == (who == caller ? "-:ended 21:ended" : "11:ended -:ended"));
    BOOST_TEST(stage(f.row()) == "network_error");
    BOOST_TEST(f.row().duration().count() == 35);
    BOOST_TEST(!f.row().ended_by.has_value());
  }
}

BOOST_AUTO_TEST_CASE(coming_back_in_time_keeps_the_call) {
  answer(21);
  detach(callee, 21);
  now += 29s;
  attach(callee, 26);
  BOOST_TEST(!next_deadline(call).has_value());
  now += 1h;
  BOOST_TEST(expire() == "");
  BOOST_TEST(hang_up(caller, 11) == "11:ended 26:ended");
}

BOOST_AUTO_TEST_CASE(a_device_of_other_media_does_not_keep_it) {
  answer(21);
  detach(callee, 21);
  now += 1s;
  attach(callee, 24);
  now += 29s;
  BOOST_TEST(expire() == "11:ended -:ended");
}

BOOST_AUTO_TEST_CASE(devices_that_lost_or_never_dialled_do_not_keep_it) {
  answer(21);
  detach(callee, 21);
  now += 30s;
  BOOST_TEST(expire() == "11:ended -:ended");
  fixture other;
  other.answer(21);
  other.detach(caller, 11);
  other.now += 30s;
  BOOST_TEST(other.expire() == "-:ended 21:ended");
}

BOOST_AUTO_TEST_CASE(a_new_connection_counts_before_the_old_is_found_dead) {
  answer(21);
  attach(callee, 26);
  now += 20s;
  detach(callee, 21);
  BOOST_TEST(!next_deadline(call).has_value());
  BOOST_TEST(hang_up(callee, 26) == "11:ended 26:ended");
}

BOOST_AUTO_TEST_CASE(another_device_of_the_caller_that_acts_is_part_of_it) {
  answer(21);
  detach(caller, 11);
  BOOST_TEST(next_deadline(call).has_value());
  BOOST_TEST(say(caller, 12, schema::report_connected{}) == "");
  BOOST_TEST(!next_deadline(call).has_value());
  BOOST_TEST(hang_up(callee, 21) == "12:ended 21:ended");
}

BOOST_AUTO_TEST_CASE(a_caller_who_is_away_hears_of_the_answer_when_back) {
  detach(caller, 11);
  now += 5s;
  BOOST_TEST(answer(21) == "22,23:taken");
  candidate(callee, 21, "c");
  BOOST_TEST(attach(caller, 13) == "13:answered(yes) 13:candidate(c)");
}

BOOST_AUTO_TEST_CASE(a_caller_who_comes_soon_hears_of_the_answer_again) {
  answer(21);
  now += 45s - 1ms;
  BOOST_TEST(attach(caller, 13) == "13:answered(yes)");
  now += 1ms;
  BOOST_TEST(attach(caller, 15) == "");
}

BOOST_AUTO_TEST_CASE(only_a_report_of_their_own_says_that_they_have_heard) {
  answer(21);
  say(callee, 21, schema::report_connected{});
  candidate(caller, 11, "c");
  say(caller, 0, schema::report_connected{});
  BOOST_TEST(attach(caller, 13) == "13:answered(yes)");
  say(caller, 13, schema::report_connected{});
  BOOST_TEST(attach(caller, 15) == "");
  fixture first_of_all;
  first_of_all.answer(21);
  first_of_all.say(caller, 11, schema::report_connected{});
  BOOST_TEST(first_of_all.attach(caller, 13) == "");
}

BOOST_AUTO_TEST_CASE(so_does_a_caller_after_a_restart) {
  answer(21);
  call = restore(call.row, settings, now);
  BOOST_TEST(attach(callee, 21) == "");
  BOOST_TEST(attach(caller, 13) == "13:answered");
}

BOOST_AUTO_TEST_CASE(who_has_no_device_that_spoke_has_forgotten_it) {
  using domain::call::is_forgotten;
  const auto forgotten = [this](schema::user_no who, std::int64_t no) {
    return is_forgotten(call, {who, schema::device_no{no}}, now);
  };
  BOOST_TEST(!forgotten(callee, 21));
  answer(21);
  attach(callee, 26);
  attach(caller, 13);
  BOOST_TEST(!forgotten(callee, 26));
  BOOST_TEST(!forgotten(caller, 12));
  detach(callee, 21);
  BOOST_TEST(forgotten(callee, 26));
  BOOST_TEST(!forgotten(callee, 21));
  BOOST_TEST(!is_forgotten(call, {callee, std::nullopt}, now));
  BOOST_TEST(!forgotten({3}, 26));
  detach(caller, 11);
  BOOST_TEST(forgotten(caller, 12));
  candidate(caller, 13, "c");
  BOOST_TEST(!forgotten(caller, 12));
  hang_up(caller, 13);
  BOOST_TEST(!forgotten(callee, 26));
}

BOOST_AUTO_TEST_CASE(a_device_that_spoke_before_it_lost_knows_no_more) {
  using domain::call::is_forgotten;
  candidate(callee, 22, "c");
  answer(21);
  detach(callee, 21);
  attach(callee, 26);
  BOOST_TEST(is_forgotten(call, {callee, schema::device_no{26}}, now));
  detach(caller, 11);
  attach(caller, 13);
  BOOST_TEST((next_deadline(call) == now + 1h));
  now += 1min;
  detach(callee, 22);
  BOOST_TEST((next_deadline(call) == now + 59min));
}

BOOST_AUTO_TEST_CASE(who_spoke_by_rest_has_not_forgotten) {
  using domain::call::is_forgotten;
  auto by_rest = dialling();
  by_rest.from.reset();
  call = dial(by_rest, {}, settings, now).value().after;
  answer(21);
  BOOST_TEST(!is_forgotten(call, {caller, schema::device_no{12}}, now));
}

BOOST_AUTO_TEST_CASE(after_a_restart_who_comes_alone_may_have_forgotten_it) {
  using domain::call::is_forgotten;
  const auto forgotten = [this](schema::user_no who, std::int64_t no) {
    return is_forgotten(call, {who, schema::device_no{no}}, now);
  };
  const auto ringing = call.row;
  answer(21);
  call = restore(call.row, settings, now);
  attach(callee, 24);
  attach(callee, 26);
  now += 30s - 1ms;
  BOOST_TEST(!forgotten(callee, 26));
  now += 1ms;
  BOOST_TEST(forgotten(callee, 26));
  // They may be in it on the one that can carry it.
  BOOST_TEST(!forgotten(callee, 24));
  attach(callee, 27);
  BOOST_TEST(!forgotten(callee, 26));
  detach(callee, 27);
  candidate(callee, 26, "c");
  BOOST_TEST(!forgotten(callee, 26));
  // One that never rang at anybody is dialled again at once.
  call = restore(ringing, settings, now);
  attach(caller, 13);
  attach(callee, 26);
  BOOST_TEST(forgotten(caller, 13));
  BOOST_TEST(!forgotten(callee, 26));
}

BOOST_AUTO_TEST_CASE(who_heard_the_end_hears_nothing_when_they_come_again) {
  hang_up(caller, 11);
  BOOST_TEST(!kept_until(call).has_value());
  BOOST_TEST(attach(callee, 26) == "");
  BOOST_TEST(detach(callee, 21) == "");
  BOOST_TEST(!next_deadline(call).has_value());
}

BOOST_AUTO_TEST_CASE(who_was_away_at_the_end_hears_it_on_all_that_come) {
  for (auto no : {21, 22, 23})
    detach(callee, no);
  now += 5s;
  say(caller, 11, schema::end_call{{}, {}, "bye"});
  BOOST_TEST(told(last) == "11:ended(bye) -:ended(bye)");
  BOOST_TEST((kept_until(call) == now + 45s));
  BOOST_TEST(attach(caller, 13) == "");
  BOOST_TEST(attach(callee, 24) == "");
  now += 45s - 1ms;
  auto too_late = *this;
  BOOST_TEST(attach(callee, 26) == "26:ended(bye)");
  BOOST_TEST(attach(callee, 26) == "");
  BOOST_TEST(attach(callee, 27) == "27:ended(bye)");
  too_late.now += 1ms;
  BOOST_TEST(too_late.attach(callee, 26) == "");
}

BOOST_AUTO_TEST_CASE(both_hear_of_a_call_missed_during_a_restart) {
  now += 2min;
  call = restore(call.row, settings, now);
  BOOST_TEST(expire() == "-:ended -:ended");
  now += 1s;
  BOOST_TEST(attach(caller, 13) == "13:ended");
  BOOST_TEST(attach(callee, 26) == "26:ended");
}

BOOST_AUTO_TEST_CASE(a_call_that_never_rang_is_told_to_who_dialled_alone) {
  auto what = dialling();
  what.from.reset();
  call = dial(what, {.callee_is_busy = true}, settings, now).value().after;
  BOOST_TEST(!kept_until(call).has_value());
  BOOST_TEST(attach(callee, 26) == "");
}

BOOST_AUTO_TEST_CASE(the_end_of_a_call_of_another_server_is_not_kept) {
  call.elsewhere = true;
  for (auto no : {21, 22, 23})
    detach(callee, no);
  hang_up(caller, 11);
  BOOST_TEST(!kept_until(call).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
