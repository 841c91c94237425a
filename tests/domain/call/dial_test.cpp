#include "sample.hpp"

#include <boost/test/unit_test.hpp>

using namespace call_sample;
using domain::call::dial;
using domain::call::standing;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(dialling_a_call, fixture)

BOOST_AUTO_TEST_CASE(all_devices_of_the_callee_ring) {
  BOOST_TEST(told(first) == "11:started 21,22,23:incoming(invite)");
  BOOST_TEST(stage(row()) == "ringing");
  BOOST_TEST((row().created_at == now));
  BOOST_TEST(row().channel.value() == "call_1");
}

BOOST_AUTO_TEST_CASE(a_new_call_takes_a_live_row_for_each_lower_number_first) {
  BOOST_REQUIRE(first.stored.has_value());
  BOOST_TEST(!first.stored->expected.has_value());
  BOOST_TEST(first.stored->row->version == 1);
  for (auto [a, b] : {std::pair{caller, callee}, {callee, caller}}) {
    auto what = dialling();
    what.caller = a;
    what.callee = b;
    const auto t = dial(what, {}, settings, now).value();
    BOOST_REQUIRE(t.stored->takes.size() == 2u);
    BOOST_TEST(t.stored->takes.at(0).value == 1);
    BOOST_TEST(t.stored->takes.at(1).value == 2);
    BOOST_TEST(t.stored->frees.empty());
  }
}

BOOST_AUTO_TEST_CASE(each_media_rings_for_as_long_as_it_is_set) {
  settings.agora_ring = 1500ms;
  settings.webrtc_ring = 700ms;
  auto what = dialling();
  auto t = dial(what, {}, settings, now).value();
  BOOST_TEST((t.after.row->ring_until == now + 1500ms));
  what.media = schema::call_media::webrtc;
  what.from = schema::device_no{14};
  what.caller_devices = {device(14)};
  what.callee_devices = {device(24)};
  t = dial(what, {}, settings, now).value();
  BOOST_TEST((t.after.row->ring_until == now + 700ms));
}

BOOST_AUTO_TEST_CASE(devices_of_the_other_media_do_not_ring) {
  auto what = dialling();
  what.callee_devices = {device(21), device(24), device(25)};
  const auto t = dial(what, {}, settings, now).value();
  BOOST_TEST(told(t) == "11:started 21,25:incoming(invite)");
}

BOOST_AUTO_TEST_CASE(nobody_fits_though_some_are_connected) {
  auto what = dialling();
  what.callee_devices = {device(24)};
  BOOST_TEST(samples::outcome(dial(what, {}, settings, now))
             == "incompatible_media");
}

BOOST_AUTO_TEST_CASE(the_dialling_device_has_to_fit_too) {
  auto what = dialling();
  what.from = schema::device_no{14};
  what.caller_devices.push_back(device(14));
  BOOST_TEST(samples::outcome(dial(what, {}, settings, now))
             == "incompatible_media");
}

BOOST_AUTO_TEST_CASE(who_is_not_connected_is_rung_by_push) {
  auto what = dialling();
  what.callee_devices.clear();
  const auto t = dial(what, {}, settings, now).value();
  BOOST_TEST(told(t) == "11:started -:incoming(invite)");
  BOOST_TEST(stage(*t.after.row) == "ringing");
}

BOOST_AUTO_TEST_CASE(dialled_by_rest_the_answer_is_the_start) {
  auto what = dialling();
  what.from.reset();
  const auto t = dial(what, {}, settings, now).value();
  BOOST_TEST(told(t) == "21,22,23:incoming(invite)");
}

BOOST_AUTO_TEST_CASE(a_busy_callee_is_a_call_that_never_rang) {
  const standing of{nullptr, false, true};
  auto what = dialling();
  auto t = dial(what, of, settings, now).value();
  BOOST_TEST(told(t) == "11:ended");
  BOOST_TEST(stage(*t.after.row) == "busy");
  BOOST_TEST(t.stored->takes.empty());
  BOOST_TEST(t.stored->frees.empty());
  BOOST_TEST((t.after.row->ended_at == now));
  BOOST_TEST(t.after.row->duration().count() == 0);
  BOOST_TEST(!next_deadline(t.after).has_value());
  what.from.reset();
  BOOST_TEST(told(dial(what, of, settings, now).value()) == "");
}

BOOST_AUTO_TEST_CASE(a_busy_caller_is_refused) {
  const auto other = [this] {
    auto what = dialling();
    what.callee = {3};
    return dial(what, {}, settings, now).value().after;
  }();
  BOOST_TEST(
    samples::outcome(dial(dialling(), {&other, false, false}, settings, now))
    == "busy");
  BOOST_TEST(
    samples::outcome(dial(dialling(), {nullptr, true, false}, settings, now))
    == "busy");
}

BOOST_AUTO_TEST_CASE(an_ended_call_keeps_nobody_busy) {
  hang_up(caller, 11);
  BOOST_TEST(
    samples::outcome(dial(dialling(), {&call, false, false}, settings, now))
    == "ok");
}

BOOST_AUTO_TEST_CASE(nobody_can_call_themselves) {
  auto what = dialling();
  what.callee = caller;
  BOOST_TEST(samples::outcome(dial(what, {}, settings, now))
             == "validation_failed");
}

BOOST_AUTO_TEST_CASE(an_invite_has_a_bound) {
  auto what = dialling();
  what.payload = std::string(65'536, 'x');
  BOOST_TEST(samples::outcome(dial(what, {}, settings, now)) == "ok");
  what.payload += 'x';
  BOOST_TEST(samples::outcome(dial(what, {}, settings, now))
             == "payload_too_large");
}

BOOST_AUTO_TEST_SUITE_END()
