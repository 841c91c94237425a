#include "schema/errors.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using schema::errc;

BOOST_AUTO_TEST_SUITE(errors)

BOOST_AUTO_TEST_CASE(codes_have_the_texts_of_the_contract) {
  const std::pair<errc, std::string_view> cases[] = {
    {errc::validation_failed, "validation_failed"},
    {errc::payload_too_large, "payload_too_large"},
    {errc::unsupported_media_type, "unsupported_media_type"},
    {errc::unauthenticated, "unauthenticated"},
    {errc::forbidden, "forbidden"},
    {errc::not_found, "not_found"},
    {errc::method_not_allowed, "method_not_allowed"},
    {errc::conflict, "conflict"},
    {errc::busy, "busy"},
    {errc::call_over, "call_over"},
    {errc::incompatible_media, "incompatible_media"},
    {errc::rate_limited, "rate_limited"},
    {errc::overloaded, "overloaded"},
    {errc::unavailable, "unavailable"},
    {errc::internal, "internal"},
  };
  std::set<std::string_view> texts;
  for (const auto& [code, text] : cases) {
    BOOST_TEST(to_string(code) == text);
    texts.insert(text);
  }
  BOOST_TEST(texts.size() == std::size(cases));
}

BOOST_AUTO_TEST_CASE(a_failure_carries_code_message_and_wait) {
  const schema::result<int> refused =
    schema::fail(errc::rate_limited, "slow down", std::chrono::seconds{2});
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST((refused.error().code == errc::rate_limited));
  BOOST_TEST(refused.error().message == "slow down");
  BOOST_TEST((refused.error().retry_after == std::chrono::seconds{2}));
}

BOOST_AUTO_TEST_SUITE_END()
