// Tokens of another implementation are taken, and ours are taken by it.

#include "tokens.hpp"

#include <boost/test/unit_test.hpp>
#include <jwt/jwt.hpp>

using namespace std::chrono_literals;
using namespace jwt::params;

namespace {

const std::string shared_secret{tokens::secret};

std::string issued_by_other(const char* algorithm_name) {
  jwt::jwt_object object{algorithm(algorithm_name), secret(shared_secret)};
  object.add_claim("sub", "other-user");
  object.add_claim("role", "astrologer");
  object.add_claim("exp", 1'769'860'800 + 60);
  return object.signature();
}

} // namespace

BOOST_AUTO_TEST_SUITE(another_issuer)

BOOST_AUTO_TEST_CASE(its_hs256_tokens_are_taken) {
  const auto found = auth::token_verifier{shared_secret}.verify(
    issued_by_other("HS256"), tokens::noon);
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST(found->profile.id == "other-user");
  BOOST_TEST((found->profile.role == schema::role::astrologer));
  BOOST_TEST((found->expires_at == tokens::noon + 60s));
}

BOOST_AUTO_TEST_CASE(its_other_hmac_tokens_are_refused) {
  for (const auto* name : {"HS384", "HS512"})
    BOOST_TEST(tokens::refusal(issued_by_other(name))
               == "Token algorithm not accepted");
}

BOOST_AUTO_TEST_CASE(it_takes_our_tokens) {
  const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(
    std::chrono::system_clock::now());
  const auto who = tokens::person("ours", schema::role::admin);
  const auto token = auth::issue_token(shared_secret, who, now, 60s);
  std::error_code error;
  const auto decoded = jwt::decode(token, algorithms({"HS256"}), error,
                                   secret(shared_secret), verify(true));
  BOOST_TEST(!error, error.message());
  BOOST_TEST(decoded.payload().get_claim_value<std::string>("sub") == "ours");
  BOOST_TEST(decoded.payload().get_claim_value<std::string>("role") == "admin");
}

BOOST_AUTO_TEST_CASE(both_agree_on_signatures_of_any_payload_and_key) {
  for (std::size_t size = 1; size < 200; size += 7) {
    const std::string key(size, static_cast<char>('a' + size % 26));
    jwt::jwt_object object{algorithm("HS256"), secret(key)};
    object.add_claim("sub", std::string(size % 128 + 1, 'x'));
    BOOST_TEST(auth::token_verifier{key}
                 .verify(object.signature(), tokens::noon)
                 .has_value());
  }
}

BOOST_AUTO_TEST_SUITE_END()
