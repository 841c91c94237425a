#include "schema/ids.hpp"

#include <boost/test/unit_test.hpp>

using schema::is_user_id;
using schema::object_id;

BOOST_AUTO_TEST_SUITE(ids)

BOOST_AUTO_TEST_CASE(an_object_id_is_24_hex_digits) {
  const auto id = object_id::parse("0123456789abcdefABCDEF00");
  BOOST_REQUIRE(id.has_value());
  BOOST_TEST(id->bytes.front() == 0x01);
  BOOST_TEST(id->bytes.back() == 0x00);
  BOOST_TEST(id->to_string() == "0123456789abcdefabcdef00");
}

BOOST_AUTO_TEST_CASE(other_texts_are_no_object_ids) {
  for (const auto* text :
       {"", "0123456789abcdef0123456", "0123456789abcdef012345678",
        "0123456789abcdef0123456g", " 123456789abcdef01234567",
        "0x23456789abcdef01234567"})
    BOOST_TEST(!object_id::parse(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(object_ids_sort_by_their_first_bytes) {
  BOOST_TEST((*object_id::parse("65000000ffffffffffffffff")
              < *object_id::parse("650000010000000000000000")));
}

BOOST_AUTO_TEST_CASE(hashes_of_object_ids_see_every_byte) {
  const std::hash<object_id> hash;
  for (std::size_t i = 0; i < 12; ++i) {
    object_id id;
    id.bytes[i] = 1;
    BOOST_TEST(hash(id) != hash(object_id{}));
  }
}

BOOST_AUTO_TEST_CASE(user_ids_have_1_to_128_characters) {
  BOOST_TEST(!is_user_id(""));
  BOOST_TEST(is_user_id("u"));
  BOOST_TEST(is_user_id("user_2abc|x y@example.com/\xc3\xa9"));
  BOOST_TEST(is_user_id(std::string(128, 'x')));
  BOOST_TEST(!is_user_id(std::string(129, 'x')));
}

BOOST_AUTO_TEST_CASE(user_ids_are_counted_in_code_points) {
  std::string id;
  for (int i = 0; i < 128; ++i)
    id += "\xe4\xbd\xa0";
  BOOST_TEST(is_user_id(id));
  BOOST_TEST(!is_user_id(id + "x"));
}

BOOST_AUTO_TEST_CASE(user_ids_have_no_control_characters) {
  for (const auto* id : {"a\nb", "\t", "a\x7f", "\x1f"})
    BOOST_TEST(!is_user_id(id));
  BOOST_TEST(!is_user_id(std::string{"a\0b", 3}));
}

BOOST_AUTO_TEST_SUITE_END()
