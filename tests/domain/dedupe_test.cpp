#include "domain/posting.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

using domain::dedupe_key_of;

BOOST_AUTO_TEST_SUITE(dedupe)

BOOST_AUTO_TEST_CASE(the_same_sender_and_key_are_the_same) {
  BOOST_TEST((dedupe_key_of("maya", "k") == dedupe_key_of("maya", "k")));
}

BOOST_AUTO_TEST_CASE(another_sender_or_another_key_is_another) {
  BOOST_TEST(!(dedupe_key_of("maya", "k") == dedupe_key_of("arjun", "k")));
  BOOST_TEST(!(dedupe_key_of("maya", "k") == dedupe_key_of("maya", "K")));
  BOOST_TEST(!(dedupe_key_of("maya", "k") == dedupe_key_of("maya", "k ")));
}

BOOST_AUTO_TEST_CASE(where_the_sender_ends_and_the_key_begins_counts) {
  BOOST_TEST(!(dedupe_key_of("a", "bc") == dedupe_key_of("ab", "c")));
  BOOST_TEST(!(dedupe_key_of("abc", "") == dedupe_key_of("", "abc")));
  BOOST_TEST(!(dedupe_key_of("a", "b") == dedupe_key_of("b", "a")));
}

BOOST_AUTO_TEST_CASE(the_key_is_stored_and_so_never_changes) {
  // SHA-256 of "maya", 00, "key".
  constexpr std::array<std::uint8_t, 16> expected{
    0x2d, 0x48, 0x55, 0xa6, 0x15, 0x7f, 0x01, 0x4f,
    0x7c, 0x6d, 0xf6, 0x9e, 0x96, 0x3d, 0xc9, 0x92};
  BOOST_TEST(dedupe_key_of("maya", "key").bytes == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
