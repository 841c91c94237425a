// Both dial each other at once: the second dialling answers the first call.

#include "sample.hpp"

#include <boost/test/unit_test.hpp>

using namespace call_sample;
using domain::call::dial;

namespace {

struct glare : fixture {
  /// The callee's own dialling, on `device`.
  [[nodiscard]] domain::call::dialling back(std::int64_t on) const {
    domain::call::dialling what;
    what.id.text = "000000000000000000000002";
    what.caller = callee;
    what.callee = caller;
    what.payload = "mine";
    if (on != 0)
      what.from = schema::device_no{on};
    what.caller_devices = {device(21), device(22), device(23)};
    what.callee_devices = {device(11), device(12)};
    return what;
  }

  [[nodiscard]] schema::result<transition>
  dial_back(const domain::call::dialling& what) const {
    return dial(what, {&call, false, true}, settings, now);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(calling_each_other, glare)

BOOST_AUTO_TEST_CASE(two_calls_are_joined_into_the_first) {
  const auto t = dial_back(back(22)).value();
  BOOST_TEST(told(t)
             == "22:started 22:answered(invite) 21,23:taken 11:answered(mine)");
  BOOST_TEST(t.after.row->id.text == row().id.text);
  BOOST_TEST(stage(*t.after.row) == "answered");
  BOOST_TEST(t.after.row->winner->value == 22);
  BOOST_TEST(t.stored->expected.value() == 1);
  BOOST_TEST(t.stored->takes.empty());
}

BOOST_AUTO_TEST_CASE(by_rest_there_is_no_device_to_answer_with) {
  BOOST_TEST(samples::outcome(dial_back(back(0))) == "busy");
}

BOOST_AUTO_TEST_CASE(calls_of_two_media_are_not_joined) {
  attach(callee, 25);
  auto what = back(25);
  what.media = schema::call_media::webrtc;
  BOOST_TEST(samples::outcome(dial_back(what)) == "busy");
  what.media = schema::call_media::agora;
  BOOST_TEST(samples::outcome(dial_back(what)) == "ok");
}

BOOST_AUTO_TEST_CASE(a_device_of_the_other_media_joins_nothing) {
  attach(callee, 24);
  BOOST_TEST(samples::outcome(dial_back(back(24))) == "busy");
}

BOOST_AUTO_TEST_CASE(dialling_the_same_person_again_joins_nothing) {
  auto again = dialling();
  again.id.text = "000000000000000000000003";
  BOOST_TEST(samples::outcome(dial_back(again)) == "busy");
}

BOOST_AUTO_TEST_CASE(only_a_call_that_rings_is_joined) {
  answer(21);
  BOOST_TEST(samples::outcome(dial_back(back(22))) == "busy");
}

BOOST_AUTO_TEST_CASE(a_call_that_has_rung_out_is_not_joined) {
  now = row().ring_until;
  BOOST_TEST(samples::outcome(dial_back(back(22))) == "busy");
}

BOOST_AUTO_TEST_CASE(what_was_sent_before_is_delivered) {
  candidate(caller, 11, "c1");
  BOOST_TEST(told(dial_back(back(22)).value())
             == "22:started 22:answered(invite) 21,23:taken 11:answered(mine) "
                "22:candidate(c1)");
}

BOOST_AUTO_TEST_SUITE_END()
