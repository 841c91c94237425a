#include "sample.hpp"

#include <boost/test/unit_test.hpp>

using namespace call_sample;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(answering_a_call, fixture)

BOOST_AUTO_TEST_CASE(the_first_answer_wins_and_the_others_are_told) {
  now += 5s;
  BOOST_TEST(answer(22) == "21,23:taken 11:answered(yes)");
  BOOST_TEST(stage(row()) == "answered");
  BOOST_TEST((row().answered_at == now));
  BOOST_TEST(row().winner->value == 22);
  BOOST_TEST(row().version == 2);
  BOOST_TEST(last.stored->expected.value() == 1);
  BOOST_TEST(last.stored->takes.empty());
  BOOST_TEST(last.stored->frees.empty());
}

BOOST_AUTO_TEST_CASE(a_late_accept_hears_that_it_is_over) {
  answer(22);
  BOOST_TEST(answer(21) == "call_over");
  BOOST_TEST(answer(23) == "call_over");
  BOOST_TEST(row().winner->value == 22);
}

BOOST_AUTO_TEST_CASE(the_winner_may_say_it_twice) {
  answer(22);
  BOOST_TEST(answer(22) == "");
  BOOST_TEST(!last.stored.has_value());
}

BOOST_AUTO_TEST_CASE(who_comes_after_the_answer_does_not_win_it_again) {
  answer(22);
  attach(callee, 26);
  BOOST_TEST(answer(26) == "call_over");
  // It may be the winner's, on a new connection.
  detach(callee, 22);
  BOOST_TEST(answer(26) == "");
  BOOST_TEST(!last.stored.has_value());
}

BOOST_AUTO_TEST_CASE(nobody_wins_the_call_of_another_server_again) {
  answer(22);
  call = restore(call.row, settings, now);
  call.elsewhere = true;
  BOOST_TEST(attach(callee, 26) == "");
  BOOST_TEST(answer(26) == "call_over");
  now += 1h;
  BOOST_TEST(expire() == "");
}

BOOST_AUTO_TEST_CASE(after_the_end_of_any_kind_an_answer_is_too_late) {
  hang_up(caller, 11);
  BOOST_TEST(answer(21) == "call_over");
}

BOOST_AUTO_TEST_CASE(at_the_deadline_an_answer_is_too_late) {
  now = row().ring_until - 1ms;
  BOOST_TEST(answer(21) == "22,23:taken 11:answered(yes)");
  fixture other;
  other.now = other.row().ring_until;
  BOOST_TEST(other.answer(21) == "call_over");
  BOOST_TEST(other.expire() == "11:ended 21,22,23:ended");
}

BOOST_AUTO_TEST_CASE(only_a_device_of_the_callee_that_fits_can_answer) {
  attach(callee, 24);
  BOOST_TEST(say(caller, 11, schema::answer_call{}) == "forbidden");
  BOOST_TEST(answer(24) == "incompatible_media");
  BOOST_TEST(answer(0) == "conflict");
  BOOST_TEST(answer(29) == "conflict");
  BOOST_TEST(say({3}, 31, schema::answer_call{}) == "not_found");
}

BOOST_AUTO_TEST_CASE(only_the_device_that_dialled_hears_the_answer) {
  BOOST_TEST(answer(21) == "22,23:taken 11:answered(yes)");
  BOOST_TEST(hang_up(callee, 21) == "11:ended 21:ended");
}

BOOST_AUTO_TEST_CASE(dialled_by_rest_all_devices_of_the_caller_hear_it) {
  auto what = dialling();
  what.from.reset();
  call = dial(what, {}, settings, now).value().after;
  BOOST_TEST(answer(21) == "22,23:taken 11,12:answered(yes)");
}

BOOST_AUTO_TEST_CASE(a_clock_set_back_makes_no_negative_time) {
  const auto dialled = now;
  now -= 1h;
  answer(21);
  BOOST_TEST((row().answered_at == dialled));
  now -= 1h;
  say(caller, 11, schema::report_connected{});
  BOOST_TEST((row().connected_at == dialled));
  hang_up(caller, 11);
  BOOST_TEST((row().ended_at == dialled));
  BOOST_TEST(row().duration().count() == 0);
}

BOOST_AUTO_TEST_CASE(a_report_that_media_flow_makes_it_ongoing) {
  BOOST_TEST(say(caller, 11, schema::report_connected{}) == "conflict");
  answer(21);
  now += 2s;
  BOOST_TEST(say(callee, 21, schema::report_connected{}) == "");
  BOOST_TEST(stage(row()) == "ongoing");
  BOOST_TEST((row().connected_at == now));
  BOOST_TEST(row().version == 3);
  BOOST_TEST(say(caller, 11, schema::report_connected{}) == "");
  BOOST_TEST(!last.stored.has_value());
  BOOST_TEST(say(callee, 22, schema::report_connected{}) == "call_over");
  hang_up(caller, 11);
  BOOST_TEST(say(caller, 11, schema::report_connected{}) == "call_over");
}

BOOST_AUTO_TEST_CASE(an_answer_has_a_bound) {
  const schema::answer_call large{{}, std::string(65'537, 'x')};
  BOOST_TEST(say(callee, 21, large) == "payload_too_large");
}

BOOST_AUTO_TEST_SUITE_END()
