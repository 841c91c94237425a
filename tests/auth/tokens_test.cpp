#include "tokens.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using namespace tokens;
using auth::secrets_equal;
using auth::token_verifier;

BOOST_AUTO_TEST_SUITE(tokens_of_ours)

BOOST_AUTO_TEST_CASE(hs256_agrees_with_rfc_7515) {
  // Appendix A.1, whose key has 64 bytes.
  const auto key = base::from_base64url(
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75"
    "aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
  BOOST_REQUIRE(key.has_value());
  const auto signature = auth::hs256{*key}.sign(
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
    "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ");
  BOOST_TEST(base::to_base64url(signature)
             == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
}

BOOST_AUTO_TEST_CASE(an_issued_token_is_taken_with_all_its_claims) {
  const schema::profile who{.id = "u\"1",
                            .role = schema::role::astrologer,
                            .name = "N\xc3\xa4me",
                            .phone = "+491234",
                            .picture = "https://x/y.png"};
  const auto token = auth::issue_token(secret, who, noon, 60s);
  const auto found = token_verifier{secret}.verify(token, noon);
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST((found->profile == who));
  BOOST_TEST(found->role_known);
  BOOST_TEST((found->expires_at == noon + 60s));
}

BOOST_AUTO_TEST_CASE(an_issued_token_ends) {
  const auto token = auth::issue_token(secret, person("u"), noon, 60s);
  BOOST_TEST(refusal(token, noon + 64s) == "");
  BOOST_TEST(refusal(token, noon + 65s) == "Token expired");
}

BOOST_AUTO_TEST_CASE(a_verifier_serves_many_threads_and_times) {
  const token_verifier verifier{secret};
  const auto token = auth::issue_token(secret, person("u"), noon, 60s);
  for (int i = 0; i < 1'000; ++i)
    BOOST_TEST(verifier.verify(token, noon).has_value());
}

BOOST_AUTO_TEST_CASE(an_empty_secret_signs_nothing) {
  BOOST_CHECK_THROW(token_verifier{""}, std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(secrets_are_equal_or_not) {
  BOOST_TEST(secrets_equal("", ""));
  BOOST_TEST(secrets_equal("secret", "secret"));
  BOOST_TEST(!secrets_equal("secret", "secreT"));
  BOOST_TEST(!secrets_equal("secret", "secret "));
  BOOST_TEST(!secrets_equal("secret", ""));
  const std::string with_zero{"a\0b", 3};
  BOOST_TEST(!secrets_equal(with_zero, "a"));
}

BOOST_AUTO_TEST_SUITE_END()
