#include "media/channels.hpp"

#include <boost/test/unit_test.hpp>

using media::is_channel_name;

BOOST_AUTO_TEST_SUITE(channels)

BOOST_AUTO_TEST_CASE(a_name_has_1_to_63_bytes) {
  BOOST_TEST(!is_channel_name(""));
  BOOST_TEST(is_channel_name("c"));
  BOOST_TEST(is_channel_name(std::string(63, 'c')));
  BOOST_TEST(!is_channel_name(std::string(64, 'c')));
}

BOOST_AUTO_TEST_CASE(each_byte_is_as_the_table_says) {
  const std::string_view good =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    " !#$%&()+-:;<=.>?@[]^_{}|~,";
  for (int c = 0; c < 256; ++c) {
    const std::string name(1, static_cast<char>(c));
    BOOST_TEST(is_channel_name(name) == (good.find(name) != good.npos), c);
    BOOST_TEST(is_channel_name("a" + name) == is_channel_name(name), c);
  }
}

BOOST_AUTO_TEST_CASE(the_names_of_the_seeds_are_good) {
  BOOST_TEST(is_channel_name("call_1767268800123_k3j9x0a2b"));
  BOOST_TEST(is_channel_name("session_user_astrologer_123456"));
}

BOOST_AUTO_TEST_CASE(the_servers_own_is_good_and_another_for_each_call) {
  const auto a = schema::object_id::parse("0123456789abcdef01234567").value();
  const auto b = schema::object_id::parse("0123456789abcdef01234568").value();
  BOOST_TEST(media::channel_name_of(a) == "call_0123456789abcdef01234567");
  BOOST_TEST(media::channel_name_of(a) != media::channel_name_of(b));
  BOOST_TEST(is_channel_name(media::channel_name_of(a)));
}

BOOST_AUTO_TEST_SUITE_END()
