#include "tokens.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace tokens;

namespace {

constexpr std::string_view payload = R"({"sub":"u1","role":"user"})";

/// The base64url text with its last character exchanged for the next one.
std::string with_other_end(std::string text) {
  text.back() = text.back() == 'A' ? 'B' : 'A';
  return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(forged_tokens)

BOOST_AUTO_TEST_CASE(the_algorithm_none_is_refused) {
  for (const auto* alg : {"none", "None", "NONE", "nOnE", ""}) {
    const auto header = R"({"alg":")" + std::string{alg} + R"("})";
    BOOST_TEST(refusal(sign(header, payload))
               == "Token algorithm not accepted");
    BOOST_TEST(refusal(encode(header) + "." + encode(payload) + ".")
               == "Token algorithm not accepted");
  }
}

BOOST_AUTO_TEST_CASE(other_algorithms_are_refused_whatever_the_signature) {
  for (const auto* header :
       {R"({"alg":"HS384"})", R"({"alg":"HS512"})", R"({"alg":"RS256"})",
        R"({"alg":"ES256"})", R"({"alg":"PS256"})", R"({"alg":"EdDSA"})",
        R"({"alg":"hs256"})", R"({"alg":"HS256 "})", R"({"alg":["HS256"]})",
        R"({"alg":null})", R"({"typ":"JWT"})", R"({"ALG":"HS256"})"})
    BOOST_TEST(refusal(sign(header, payload)) == "Token algorithm not accepted",
               header);
}

BOOST_AUTO_TEST_CASE(critical_extensions_are_refused) {
  BOOST_TEST(
    refusal(sign(R"({"alg":"HS256","crit":["b64"],"b64":false})", payload))
    == "Token extension not accepted");
}

BOOST_AUTO_TEST_CASE(the_type_in_the_header_does_not_matter) {
  BOOST_TEST(refusal(sign(R"({"typ":"at+jwt","alg":"HS256"})", payload)) == "");
  BOOST_TEST(refusal(sign(R"({"typ":7,"alg":"HS256","kid":"x"})", payload))
             == "");
}

BOOST_AUTO_TEST_CASE(another_secret_is_refused) {
  const auto token = auth::issue_token("another-secret", person("u"), noon,
                                       std::chrono::seconds{60});
  BOOST_TEST(refusal(token) == "Token signature is not good");
}

BOOST_AUTO_TEST_CASE(every_changed_character_is_refused) {
  const auto good = sign(payload);
  BOOST_TEST(refusal(good) == "");
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto token = good;
    token[i] = token[i] == 'x' ? 'y' : 'x';
    BOOST_TEST(refusal(token) != "", "character " << i);
  }
}

BOOST_AUTO_TEST_CASE(a_signature_has_one_text_only) {
  const auto good = sign(payload);
  // The last character carries two bits of signature and four of nothing.
  BOOST_TEST(refusal(with_other_end(good)) == "Token signature is not good");
  BOOST_TEST(refusal(good + "=") == "Token signature is not good");
  BOOST_TEST(refusal(good + "A") == "Token signature is not good");
  BOOST_TEST(refusal(good.substr(0, good.size() - 1))
             == "Token signature is not good");
}

BOOST_AUTO_TEST_CASE(a_token_has_three_parts) {
  for (const auto* token : {"", ".", "a", "a.b", "....", "abc"})
    BOOST_TEST(refusal(token) == "Token malformed", token);
  BOOST_TEST(refusal("..") == "Token malformed");
  BOOST_TEST(refusal(sign(payload) + ".x") == "Token signature is not good");
  BOOST_TEST(refusal(" " + sign(payload)) == "Token malformed");
}

BOOST_AUTO_TEST_CASE(headers_and_payloads_are_json_objects) {
  for (const auto* header : {"", "[]", "null", "{", "\"HS256\""})
    BOOST_TEST(refusal(sign(header, payload)) == "Token malformed", header);
  for (const auto* bad : {"", "[]", "null", "{", "1", R"({"sub":"u"}x)"})
    BOOST_TEST(refusal(sign(bad)) == "Token malformed", bad);
}

BOOST_AUTO_TEST_CASE(long_tokens_are_refused_unread) {
  const auto padded = [](std::size_t size) {
    return sign(R"({"sub":"u","x":")" + std::string(size, 'x') + "\"}");
  };
  BOOST_TEST(padded(6'000).size() < auth::max_token_size);
  BOOST_TEST(refusal(padded(6'000)) == "");
  BOOST_TEST(refusal(padded(6'200)) == "Token too long");
}

BOOST_AUTO_TEST_CASE(random_texts_are_refused_and_do_not_crash) {
  constexpr std::string_view alphabet = "abcXYZ019-_.={}\" ";
  std::mt19937 random{5};
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random() % 60, '\0');
    for (auto& c : text)
      c = alphabet[random() % alphabet.size()];
    if (refusal(text).empty())
      BOOST_ERROR(text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
