#include "schema/calls.hpp"

#include <boost/test/unit_test.hpp>

using namespace schema;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(calls)

BOOST_AUTO_TEST_CASE(kinds_come_back_and_audio_is_voice) {
  for (auto x : {call_kind::voice, call_kind::video})
    BOOST_TEST((parse_call_kind(to_string(x)) == x));
  BOOST_TEST((parse_call_kind("audio") == call_kind::voice));
  BOOST_TEST(!parse_call_kind("Video").has_value());
  BOOST_TEST(!parse_call_kind("").has_value());
}

BOOST_AUTO_TEST_CASE(states_and_reasons_have_the_texts_of_the_contract) {
  BOOST_TEST(to_string(call_state::ringing) == "ringing");
  BOOST_TEST(to_string(call_state::answered) == "answered");
  BOOST_TEST(to_string(call_state::ongoing) == "ongoing");
  BOOST_TEST(to_string(call_state::ended) == "ended");
  BOOST_TEST(to_string(end_reason::completed) == "completed");
  BOOST_TEST(to_string(end_reason::rejected) == "rejected");
  BOOST_TEST(to_string(end_reason::no_answer) == "no_answer");
  BOOST_TEST(to_string(end_reason::busy) == "busy");
  BOOST_TEST(to_string(end_reason::cancelled) == "cancelled");
  BOOST_TEST(to_string(end_reason::network_error) == "network_error");
}

BOOST_AUTO_TEST_CASE(a_duration_begins_with_the_answer) {
  call x;
  const timestamp answered{1000s};
  BOOST_TEST(x.duration().count() == 0);
  x.ended_at = answered + 9'999ms;
  BOOST_TEST(x.duration().count() == 0);
  x.answered_at = answered;
  BOOST_TEST(x.duration().count() == 9);
  x.ended_at.reset();
  BOOST_TEST(x.duration().count() == 0);
}

BOOST_AUTO_TEST_CASE(a_set_of_media_says_what_it_has) {
  BOOST_TEST((media_set{true, false}.has(call_media::agora)));
  BOOST_TEST((!media_set{true, false}.has(call_media::webrtc)));
  BOOST_TEST((media_set{false, true}.has(call_media::webrtc)));
  BOOST_TEST((!media_set{}.has(call_media::agora)));
}

BOOST_AUTO_TEST_SUITE_END()
