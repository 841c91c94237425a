#include "wire/engineio/base64.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>

using wire::engineio::append_base64;
using wire::engineio::append_from_base64;

namespace {

std::string encoded(std::string_view bytes) {
  std::string out = ">";
  append_base64(out, bytes);
  return out;
}

std::string decoded(std::string_view text) {
  std::string out = ">";
  return append_from_base64(out, text) ? out : "refused";
}

} // namespace

BOOST_AUTO_TEST_SUITE(engineio_base64)

BOOST_AUTO_TEST_CASE(the_examples_of_the_standard_hold_both_ways) {
  // RFC 4648, section 10, and both characters beyond letters and digits.
  const std::pair<std::string, std::string> cases[] = {
    {">", ">"},
    {">f", ">Zg=="},
    {">fo", ">Zm8="},
    {">foo", ">Zm9v"},
    {">foob", ">Zm9vYg=="},
    {">fooba", ">Zm9vYmE="},
    {">foobar", ">Zm9vYmFy"},
    {">\xfb\xff\xbf", ">+/+/"},
  };
  for (const auto& [bytes, text] : cases) {
    BOOST_TEST(encoded(bytes.substr(1)) == text);
    BOOST_TEST(decoded(text.substr(1)) == bytes);
  }
}

BOOST_AUTO_TEST_CASE(every_byte_survives) {
  std::string bytes = ">";
  for (int i = 0; i < 256; ++i)
    bytes += static_cast<char>(i);
  BOOST_TEST(decoded(encoded(bytes.substr(1)).substr(1)) == bytes);
}

BOOST_AUTO_TEST_CASE(what_is_cut_is_refused) {
  for (const auto* text : {"Z", "Zg", "Zg=", "Zm8", "Zm9vY", "Zm9vYm", "=",
                           "==", "===", "Zm9vYmE"})
    BOOST_TEST(decoded(text) == "refused", text);
}

BOOST_AUTO_TEST_CASE(padding_stands_at_the_end_of_a_group_that_needs_it) {
  for (const auto* text : {"====", "A===", "Z===", "Z=g=", "=Zg=", "Zg==Zg==",
                           "Zm8=Zm9v", "Zm9v====", "Zm9vZ==="})
    BOOST_TEST(decoded(text) == "refused", text);
}

BOOST_AUTO_TEST_CASE(other_characters_are_refused) {
  for (const auto* text :
       {"Zm9v\r\n\r\n", "Zm 9", "Zm9-", "Zm9_", "Zm9\x7f", "Zm9\xc3", "!m9v"})
    BOOST_TEST(decoded(text) == "refused", text);
  BOOST_TEST(decoded({"Zm9\0", 4}) == "refused");
}

BOOST_AUTO_TEST_CASE(bits_that_say_nothing_have_to_be_zero) {
  for (const auto* text : {"Zh==", "Zo==", "Zm9=", "Zm+="})
    BOOST_TEST(decoded(text) == "refused", text);
}

BOOST_AUTO_TEST_SUITE_END()
