#include "schema/conversations.hpp"
#include "schema/messages.hpp"
#include "schema/users.hpp"

#include <boost/test/unit_test.hpp>

using namespace schema;

BOOST_AUTO_TEST_SUITE(names)

BOOST_AUTO_TEST_CASE(roles_come_back) {
  for (auto x : {role::user, role::astrologer, role::admin})
    BOOST_TEST((parse_role(to_string(x)) == x));
}

BOOST_AUTO_TEST_CASE(roles_are_read_in_any_case) {
  BOOST_TEST((parse_role("Astrologer") == role::astrologer));
  BOOST_TEST((parse_role("ADMIN") == role::admin));
}

BOOST_AUTO_TEST_CASE(a_customer_is_a_user) {
  BOOST_TEST((parse_role("Customer") == role::user));
}

BOOST_AUTO_TEST_CASE(unknown_roles_have_no_default) {
  for (const auto* text : {"", "root", "admin ", " admin", "administrator",
                           "user,admin", "adminadminadminadmin"})
    BOOST_TEST(!parse_role(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(conversation_kinds_come_back) {
  for (auto x :
       {conversation_kind::admin_astrologer, conversation_kind::user_astrologer,
        conversation_kind::group, conversation_kind::admin_user})
    BOOST_TEST((parse_conversation_kind(to_string(x)) == x));
  BOOST_TEST(!parse_conversation_kind("pair").has_value());
}

BOOST_AUTO_TEST_CASE(message_kinds_come_back) {
  for (auto x : {message_kind::text, message_kind::image, message_kind::audio,
                 message_kind::video, message_kind::file, message_kind::system})
    BOOST_TEST((parse_message_kind(to_string(x)) == x));
  BOOST_TEST(!parse_message_kind("Text ").has_value());
}

BOOST_AUTO_TEST_CASE(members_are_found_by_their_number) {
  conversation c;
  c.members.emplace_back().no = {7};
  c.members.back().id = "seven";
  BOOST_REQUIRE(c.find_member({7}) != nullptr);
  BOOST_TEST(c.find_member({7})->id == "seven");
  BOOST_TEST(c.find_member({8}) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
