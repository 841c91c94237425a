#include "sample.hpp"

#include <boost/test/unit_test.hpp>

using namespace call_sample;

BOOST_FIXTURE_TEST_SUITE(candidates_of_a_call, fixture)

BOOST_AUTO_TEST_CASE(what_comes_before_the_answer_is_kept_in_order) {
  BOOST_TEST(candidate(caller, 11, "c1") == "");
  BOOST_TEST(candidate(caller, 11, "c2") == "");
  BOOST_TEST(!last.stored.has_value());
  BOOST_TEST(answer(22)
             == "21,23:taken 11:answered(yes) 22:candidate(c1) "
                "22:candidate(c2)");
  BOOST_TEST(candidate(caller, 11, "c3") == "22:candidate(c3)");
}

BOOST_AUTO_TEST_CASE(of_the_callees_only_the_winners_are_delivered) {
  candidate(callee, 22, "w1");
  candidate(callee, 21, "l1");
  candidate(callee, 22, "w2");
  BOOST_TEST(answer(22)
             == "21,23:taken 11:answered(yes) 11:candidate(w1) "
                "11:candidate(w2)");
}

BOOST_AUTO_TEST_CASE(a_device_that_left_takes_its_candidates_along) {
  candidate(callee, 22, "gone");
  detach(callee, 22);
  attach(callee, 22);
  BOOST_TEST(answer(22) == "21,23:taken 11:answered(yes)");
}

BOOST_AUTO_TEST_CASE(what_was_delivered_with_the_answer_waits_no_more) {
  candidate(caller, 11, "c1");
  for (std::size_t i = 1; i < domain::call::most_waiting; ++i)
    candidate(callee, 22, "c");
  answer(21);
  BOOST_TEST(attach(callee, 26) == "");
  detach(callee, 21);
  detach(callee, 26);
  for (std::size_t i = 0; i < domain::call::most_waiting; ++i)
    BOOST_REQUIRE_EQUAL(candidate(caller, 11, "c"), "");
  BOOST_TEST(candidate(caller, 11, "c") == "overloaded");
}

BOOST_AUTO_TEST_CASE(they_go_to_the_other_side_only) {
  answer(21);
  BOOST_TEST(candidate(callee, 21, "c") == "11:candidate(c)");
  BOOST_TEST(candidate(caller, 11, "c") == "21:candidate(c)");
}

BOOST_AUTO_TEST_CASE(others_have_no_say) {
  BOOST_TEST(candidate({3}, 31, "c") == "not_found");
  BOOST_TEST(candidate(caller, 0, "c") == "conflict");
  BOOST_TEST(candidate(callee, 29, "c") == "conflict");
  answer(21);
  BOOST_TEST(candidate(callee, 22, "c") == "call_over");
  hang_up(caller, 11);
  BOOST_TEST(candidate(callee, 21, "c") == "call_over");
}

BOOST_AUTO_TEST_CASE(not_more_than_a_number_of_them_wait) {
  for (std::size_t i = 0; i < domain::call::most_waiting; ++i)
    BOOST_REQUIRE_EQUAL(
      candidate(i % 2 == 0 ? caller : callee, i % 2 == 0 ? 11 : 21, "c"), "");
  BOOST_TEST(candidate(caller, 11, "c") == "overloaded");
  BOOST_TEST(candidate(callee, 21, "c") == "overloaded");
  answer(21);
  BOOST_TEST(candidate(callee, 21, "c") == "11:candidate(c)");
}

BOOST_AUTO_TEST_CASE(not_more_than_a_number_of_bytes_wait) {
  const std::string large(schema::most_payload, 'x');
  BOOST_TEST(candidate(caller, 11, large) == "");
  BOOST_TEST(candidate(callee, 21, large) == "");
  BOOST_TEST(candidate(caller, 11, large) == "");
  BOOST_TEST(candidate(caller, 11, large.substr(1)) == "");
  BOOST_TEST(candidate(callee, 22, "x") == "");
  BOOST_TEST(candidate(callee, 22, "x") == "overloaded");
  BOOST_TEST(candidate(caller, 11, large + "x") == "payload_too_large");
}

BOOST_AUTO_TEST_CASE(who_is_away_hears_them_when_they_are_back) {
  answer(21);
  detach(callee, 21);
  BOOST_TEST(candidate(caller, 11, "c1") == "");
  BOOST_TEST(candidate(caller, 11, "c2") == "");
  BOOST_TEST(attach(callee, 26) == "26:candidate(c1) 26:candidate(c2)");
  BOOST_TEST(attach(callee, 27) == "");
  BOOST_TEST(candidate(caller, 11, "c3") == "26,27:candidate(c3)");
}

BOOST_AUTO_TEST_SUITE_END()
