#include "base/encoding.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using base::from_base64url;
using base::percent_decode;

namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(encodings)

BOOST_AUTO_TEST_CASE(base64_of_the_rfc) {
  const std::pair<std::string_view, std::string_view> cases[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [plain, encoded] : cases) {
    BOOST_TEST(base::to_base64(bytes_of(plain)) == encoded);
    const auto bare = encoded.substr(0, encoded.find('='));
    BOOST_TEST(base::to_base64url(bytes_of(plain)) == bare);
    BOOST_TEST(from_base64url(bare).value_or("!") == plain);
  }
}

BOOST_AUTO_TEST_CASE(the_two_alphabets_differ_in_two_characters) {
  BOOST_TEST(base::to_base64(bytes_of("\xfb\xff\xbf")) == "+/+/");
  BOOST_TEST(base::to_base64url(bytes_of("\xfb\xff\xbf")) == "-_-_");
}

BOOST_AUTO_TEST_CASE(base64url_is_read_strictly) {
  for (const auto* bad : {"A",        // one character holds no byte
                          "Zg==",     // padding
                          "Zm9v+",    // the other alphabet
                          "Zm9v/w",   //
                          "Zm 9v",    // white space
                          "Zm9v\n",   //
                          "\xc3\xa9", // not ASCII
                          "Zh",       // f, and a stray bit
                          "Zm9"})     // fo, and a stray bit
    BOOST_TEST(!from_base64url(bad).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(any_bytes_come_back) {
  std::mt19937 random{11};
  for (std::size_t size = 0; size < 200; ++size) {
    std::string text(size, '\0');
    for (auto& c : text)
      c = static_cast<char>(random());
    BOOST_TEST((from_base64url(base::to_base64url(bytes_of(text))) == text));
  }
}

BOOST_AUTO_TEST_CASE(every_text_that_decodes_is_the_only_one_of_its_bytes) {
  constexpr std::string_view alphabet = "AQgwZaz09-_";
  std::mt19937 random{12};
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random() % 7, '\0');
    for (auto& c : text)
      c = alphabet[random() % alphabet.size()];
    if (const auto decoded = from_base64url(text))
      BOOST_TEST(base::to_base64url(bytes_of(*decoded)) == text);
  }
}

BOOST_AUTO_TEST_CASE(percent_escapes_are_decoded) {
  BOOST_TEST(percent_decode("a%20b+c%2Bd") == "a b c+d");
  BOOST_TEST(percent_decode("%e4%BD%a0") == "\xe4\xbd\xa0");
  BOOST_TEST(percent_decode("%41") == "A");
}

BOOST_AUTO_TEST_CASE(broken_escapes_stay_as_they_are) {
  for (const auto* text : {"%", "%4", "%zz", "100%", "%%4", "a%g1"})
    BOOST_TEST(percent_decode(text) == text, text);
}

BOOST_AUTO_TEST_CASE(code_points_are_counted_not_bytes) {
  BOOST_TEST(base::count_code_points("") == 0U);
  BOOST_TEST(base::count_code_points("abc") == 3U);
  BOOST_TEST(base::count_code_points("\xc3\xa9\xe4\xbd\xa0\xf0\x9f\x99\x82")
             == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
