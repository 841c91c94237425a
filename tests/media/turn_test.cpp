#include "media/bytes.hpp"
#include "media/turn.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

namespace {

constexpr schema::timestamp end{1'767'272'400s};

} // namespace

BOOST_AUTO_TEST_SUITE(turn)

BOOST_AUTO_TEST_CASE(hmac_sha1_is_that_of_rfc_2202) {
  // Test case 2 of the RFC.
  const auto made = media::hmac_sha1("Jefe", "what do ya want for nothing?");
  BOOST_TEST(media::to_base64(made) == "7/zfauXrL6LSdBbV8YTfnCWafHk=");
}

BOOST_AUTO_TEST_CASE(credentials_are_those_that_the_openssl_program_makes) {
  const auto made = media::make_turn_credentials("north", "maya", end);
  BOOST_REQUIRE(made.has_value());
  BOOST_TEST(made->username == "1767272400:maya");
  BOOST_TEST(made->password == "8haH6y/xyr7XAWxDuaKmtSbSS8Y=");
  BOOST_TEST((made->expires_at == end));
}

BOOST_AUTO_TEST_CASE(the_end_is_the_one_that_the_relay_reads) {
  const auto made = media::make_turn_credentials("north", "maya", end + 999ms);
  BOOST_REQUIRE(made.has_value());
  BOOST_TEST(made->username == "1767272400:maya");
  BOOST_TEST((made->expires_at == end));
}

BOOST_AUTO_TEST_CASE(without_a_secret_there_is_a_clear_error) {
  const auto made = media::make_turn_credentials("", "maya", end);
  BOOST_REQUIRE(!made.has_value());
  BOOST_TEST((made.error().code == schema::errc::unavailable));
  BOOST_TEST(made.error().message == "No TURN relay is set up on this server");
}

BOOST_AUTO_TEST_SUITE_END()
