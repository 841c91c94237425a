#include "given.hpp"

#include <boost/test/unit_test.hpp>

namespace {

constexpr std::string_view good_secret = "kV7uR2xN9qLw4sTz8bYc1mHd6pJf3gAe";
constexpr std::string_view other_secret = "Zt5eWq8nXc2vBm7kLp4jHg1fDs9aRy6u";

std::string refusal(std::string_view jwt, std::string_view admin,
                    std::string_view client_url = {}) {
  return given::refusal({{"APP_ENV", "production"},
                         {"JWT_SECRET", jwt},
                         {"ADMIN_SECRET_KEY", admin},
                         {"CLIENT_URL", client_url}});
}

} // namespace

BOOST_AUTO_TEST_SUITE(production)

BOOST_AUTO_TEST_CASE(two_good_secrets_are_enough) {
  BOOST_TEST(refusal(good_secret, other_secret, "https://app.example.com")
             == "");
}

BOOST_AUTO_TEST_CASE(short_and_missing_secrets_are_refused) {
  for (auto bad : {std::string_view{}, good_secret.substr(1)}) {
    BOOST_TEST(refusal(bad, other_secret).find("JWT_SECRET") == 0U);
    BOOST_TEST(refusal(good_secret, bad).find("ADMIN_SECRET_KEY") == 0U);
  }
}

BOOST_AUTO_TEST_CASE(sample_secrets_are_refused) {
  for (std::string_view bad :
       {config::development_jwt_secret,
        std::string_view{"your-jwt-secret-"
                         "your-jwt-secret-"},
        std::string_view{"your_admin_secret_key_your_admin"},
        std::string_view{"please-changeme-please-changeme-"},
        std::string_view{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
        std::string_view{"1234567123456712345671234567123456712345"}}) {
    const auto text = refusal(bad, other_secret);
    BOOST_TEST(text.find("JWT_SECRET") == 0U, bad);
    BOOST_TEST(text.find(bad) == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(one_secret_for_two_purposes_is_refused) {
  BOOST_TEST(refusal(good_secret, good_secret).find("ADMIN_SECRET_KEY") == 0U);
}

BOOST_AUTO_TEST_CASE(a_short_secret_of_relays_is_refused) {
  const auto with = [](std::string_view secret) {
    return given::refusal({{"APP_ENV", "production"},
                           {"JWT_SECRET", good_secret},
                           {"ADMIN_SECRET_KEY", other_secret},
                           {"TURN_URLS", "turn:t"},
                           {"TURN_SECRET", secret}});
  };
  BOOST_TEST(with("north").find("TURN_SECRET (") == 0U);
  BOOST_TEST(with("qP3xZt8vLm2wRk7nYb5cHd9sJf4gTa6e") == "");
}

BOOST_AUTO_TEST_CASE(any_origin_is_refused) {
  BOOST_TEST(refusal(good_secret, other_secret, "*").find("CLIENT_URL") == 0U);
  BOOST_TEST(given::refusal({{"CLIENT_URL", "*"}}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
