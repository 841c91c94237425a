#include "base/json_reader.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <random>
#include <string>
#include <vector>

using base::parse_json;

namespace {

/// The string that `json` is, or `!`.
std::string text_of(std::string_view json) {
  const auto root = parse_json(json);
  std::string_view text;
  if (!root || root->get(text) != simdjson::SUCCESS)
    return "!";
  return std::string{text};
}

std::string nested(std::size_t depth, char open = '[', char close = ']') {
  return std::string(depth, open) + std::string(depth, close);
}

} // namespace

BOOST_AUTO_TEST_SUITE(json_reader)

BOOST_AUTO_TEST_CASE(every_kind_of_value_is_read) {
  for (const auto* json : {"{}", "[]", "null", "true", "-1.5e3", "\"x\"",
                           " [1, {\"a\": null}]\n", "18446744073709551615"})
    BOOST_TEST(parse_json(json).has_value(), json);
}

BOOST_AUTO_TEST_CASE(malformed_json_is_nothing) {
  for (const auto* json :
       {"",          " ",         "{",       "[",
        "]",         "[1,]",      "{\"a\"}", "{\"a\":1,}",
        "{a:1}",     "'x'",       "[1]2",    "{} {}",
        "nul",       "01",        "+1",      "1.",
        ".5",        "NaN",       "\"\n\"",  "\"\\x\"",
        "\"\\u12\"", "\"\\ud800", "// x",    "\xef\xbb\xbf["})
    BOOST_TEST(!parse_json(json).has_value(), json);
}

BOOST_AUTO_TEST_CASE(bad_utf8_is_nothing) {
  for (const auto* json : {"\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"",
                           "\"\xe2\x82\"", "\"\xf4\x90\x80\x80\""})
    BOOST_TEST(!parse_json(json).has_value());
}

BOOST_AUTO_TEST_CASE(escapes_are_read) {
  BOOST_TEST(text_of(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
  BOOST_TEST(text_of(R"("\u00e9\u2028")") == "\xc3\xa9\xe2\x80\xa8");
  BOOST_TEST(text_of(R"("\ud83d\ude42")") == "\xf0\x9f\x99\x82");
  BOOST_TEST(text_of(R"("\u0000")") == std::string(1, '\0'));
}

BOOST_AUTO_TEST_CASE(lone_surrogates_read_as_replacement_characters) {
  BOOST_TEST(text_of(R"("\ud800")") == "\xef\xbf\xbd");
  BOOST_TEST(text_of(R"("a\udc00b")")
             == "a\xef\xbf\xbd"
                "b");
  BOOST_TEST(text_of(R"("\ud800\ud800")") == "\xef\xbf\xbd\xef\xbf\xbd");
  BOOST_TEST(text_of(R"("\ude42\ud83d")") == "\xef\xbf\xbd\xef\xbf\xbd");
  BOOST_TEST(text_of(R"("\ud800\n")") == "\xef\xbf\xbd\n");
  BOOST_TEST(text_of(R"("\uD800x\ud83d\ude42")")
             == "\xef\xbf\xbdx\xf0\x9f\x99\x82");
  // An escaped backslash in front of what looks like an escape.
  BOOST_TEST(text_of(R"("\ud800\\ud800")") == "\xef\xbf\xbd\\ud800");
}

BOOST_AUTO_TEST_CASE(a_pair_after_a_lone_surrogate_stays_a_pair) {
  BOOST_TEST(text_of(R"("\ud800\ud83d\ude42")")
             == "\xef\xbf\xbd\xf0\x9f\x99\x82");
}

BOOST_AUTO_TEST_CASE(lone_surrogates_do_not_excuse_other_faults) {
  for (const auto* json : {R"("\ud800\x")", R"("\ud800)", R"(["\ud800")",
                           R"("\ud8")", R"("\ud800" 1)"})
    BOOST_TEST(!parse_json(json).has_value(), json);
}

BOOST_AUTO_TEST_CASE(lone_surrogates_in_keys_are_mended_too) {
  const auto root = parse_json(R"({"\udfff":1})");
  BOOST_REQUIRE(root.has_value());
  BOOST_TEST(base::field(*root, "\xef\xbf\xbd").has_value());
}

BOOST_AUTO_TEST_CASE(nesting_is_bounded) {
  BOOST_TEST(parse_json(nested(64)).has_value());
  BOOST_TEST(!parse_json(nested(65)).has_value());
  BOOST_TEST(!parse_json(nested(100'000)).has_value());
  BOOST_TEST(!parse_json(std::string(100'000, '[')).has_value());
  std::string objects;
  for (int i = 0; i < 65; ++i)
    objects += "{\"a\":";
  BOOST_TEST(!parse_json(objects + "1" + std::string(65, '}')).has_value());
}

BOOST_AUTO_TEST_CASE(nesting_stays_bounded_after_a_large_text) {
  // A text beyond the first capacity makes the parser grow.
  const auto large = "\"" + std::string(200'000, 'x') + "\"";
  BOOST_TEST(parse_json(large).has_value());
  BOOST_TEST(!parse_json(nested(65)).has_value());
  BOOST_TEST(parse_json(nested(64)).has_value());
}

BOOST_AUTO_TEST_CASE(whole_numbers_beyond_64_bits_are_read_as_doubles) {
  // What JavaScript writes for 1e20.
  const auto root = parse_json(R"([100000000000000000000,-18446744073709551616,
                                  "100000000000000000000",7])");
  BOOST_REQUIRE(root.has_value());
  BOOST_TEST(double{root->at(0)} == 1e20);
  BOOST_TEST(double{root->at(1)} == -18446744073709551616.0);
  BOOST_TEST(std::string_view{root->at(2)} == "100000000000000000000");
  BOOST_TEST(std::int64_t{root->at(3)} == 7);
  const auto alone = parse_json("99999999999999999999999");
  BOOST_REQUIRE(alone.has_value());
  BOOST_TEST(double{*alone} == 1e23);
}

BOOST_AUTO_TEST_CASE(long_digits_do_not_excuse_a_malformed_number) {
  for (const auto* json :
       {"[100000000000000000000x]", "0100000000000000000000",
        "[100000000000000000000.]", "--100000000000000000000", "[1e999]"})
    BOOST_TEST(!parse_json(json).has_value(), json);
  for (const auto* json :
       {"100000000000000000000.5", "1000000000000000000000e2",
        "1.00000000000000000000001"})
    BOOST_TEST(parse_json(json).has_value(), json);
}

BOOST_AUTO_TEST_CASE(fields_are_found_by_name) {
  const auto root = parse_json(R"({"a":"x","b":1,"c":null})");
  BOOST_REQUIRE(root.has_value());
  BOOST_TEST((base::string_field(*root, "a") == "x"));
  BOOST_TEST(!base::string_field(*root, "b").has_value());
  BOOST_TEST(base::field(*root, "c")->is_null());
  BOOST_TEST(!base::field(*root, "d").has_value());
  BOOST_TEST(!base::field(*parse_json("[1]"), "a").has_value());
}

BOOST_AUTO_TEST_CASE(texts_without_padding_are_not_read_beyond) {
  const std::string_view json = R"({"a":["b",1,true,null]})";
  for (std::size_t n = 0; n <= json.size(); ++n) {
    // In memory of its own, so that a sanitizer sees a read too far.
    const std::vector<char> cut{json.begin(), json.begin() + n};
    BOOST_TEST(parse_json({cut.data(), cut.size()}).has_value()
               == (n == json.size()));
  }
}

BOOST_AUTO_TEST_CASE(random_texts_do_not_crash) {
  constexpr std::string_view alphabet = "[]{}\",:\\u0d8fctrlnase -1.e\xed\xa0";
  std::mt19937 random{3};
  for (int i = 0; i < 100'000; ++i) {
    std::string text(random() % 24, '\0');
    for (auto& c : text)
      c = alphabet[random() % alphabet.size()];
    static_cast<void>(parse_json(text));
  }
}

BOOST_AUTO_TEST_SUITE_END()
