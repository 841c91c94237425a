#include "dialects/fields.hpp"

#include <boost/test/unit_test.hpp>

using base::parse_json;

namespace {

constexpr auto id = "695661c0000000156d62801b";

/// The text, "nothing", or what the error says.
std::string text_of(std::string_view json) {
  const auto text =
    dialects::optional_text(parse_json(json).value(), {"first", "second"});
  if (!text)
    return text.error().message;
  return *text ? std::string{**text} : "nothing";
}

std::string id_of(std::string_view json) {
  const auto x =
    dialects::optional_id(parse_json(json).value(), {"first", "second"});
  if (!x)
    return x.error().message;
  return *x ? (*x)->to_string() : "nothing";
}

std::string required_id_of(const std::optional<base::json_element>& payload) {
  const auto x = dialects::required_id(payload, {"first", "second"});
  return x ? x->to_string() : x.error().message;
}

std::string name_of(const std::optional<base::json_element>& payload) {
  const auto x = dialects::required_name(payload, {"first", "second"});
  return x ? std::string{*x} : x.error().message;
}

/// An object whose field `name` is the text `value`.
std::string with(std::string_view name, std::string_view value) {
  return R"({")" + std::string{name} + R"(":")" + std::string{value} + R"("})";
}

} // namespace

BOOST_AUTO_TEST_SUITE(fields)

BOOST_AUTO_TEST_CASE(the_first_name_that_is_there_is_read) {
  BOOST_TEST(text_of(R"({"first":"a"})") == "a");
  BOOST_TEST(text_of(R"({"second":"b"})") == "b");
  BOOST_TEST(text_of(R"({"second":"b","first":"a"})") == "a");
  BOOST_TEST(text_of(R"({"first":"","second":"b"})").empty());
}

BOOST_AUTO_TEST_CASE(null_is_as_if_not_there) {
  BOOST_TEST(text_of(R"({"first":null,"second":"b"})") == "b");
  BOOST_TEST(text_of(R"({"first":null,"second":null})") == "nothing");
  BOOST_TEST(text_of("{}") == "nothing");
}

BOOST_AUTO_TEST_CASE(names_are_taken_to_the_letter) {
  BOOST_TEST(text_of(R"({"First":"a","first ":"b","firs":"c"})") == "nothing");
}

BOOST_AUTO_TEST_CASE(what_is_no_text_is_an_error_that_names_the_field) {
  for (const auto* value : {"1", "1.5", "true", "false", "[]", R"(["a"])", "{}",
                            R"({"first":"a"})"}) {
    BOOST_TEST(text_of(R"({"first":)" + std::string{value} + '}')
               == "first must be a text");
    BOOST_TEST(text_of(R"({"second":)" + std::string{value} + '}')
               == "second must be a text");
    BOOST_TEST(text_of(R"({"second":"b","first":)" + std::string{value} + '}')
               == "first must be a text");
  }
}

BOOST_AUTO_TEST_CASE(an_id_is_24_hex_digits_in_either_case) {
  BOOST_TEST(id_of(with("first", id)) == id);
  BOOST_TEST(id_of(with("second", "695661C0000000156D62801B")) == id);
  BOOST_TEST(id_of("{}") == "nothing");
}

BOOST_AUTO_TEST_CASE(what_is_no_id_is_an_error_that_names_the_field) {
  for (const auto* value :
       {"", "x", "695661c0000000156d62801", "695661c0000000156d62801bb",
        "695661c0000000156d62801g", " 695661c0000000156d62801b"}) {
    BOOST_TEST(id_of(with("first", value))
               == "first must be an id of 24 hex digits");
    BOOST_TEST(id_of(with("second", value))
               == "second must be an id of 24 hex digits");
  }
  BOOST_TEST(id_of(R"({"second":5})") == "second must be a text");
}

BOOST_AUTO_TEST_CASE(a_payload_can_be_the_bare_id) {
  BOOST_TEST(required_id_of(parse_json('"' + std::string{id} + '"')) == id);
  BOOST_TEST(required_id_of(parse_json(with("first", id))) == id);
  BOOST_TEST(required_id_of(parse_json(with("second", id))) == id);
}

BOOST_AUTO_TEST_CASE(a_payload_without_an_id_is_an_error_that_names_it) {
  BOOST_TEST(required_id_of(std::nullopt)
             == "first must be an id of 24 hex digits");
  BOOST_TEST(required_id_of(parse_json(R"("x")"))
             == "first must be an id of 24 hex digits");
  for (const auto* json :
       {"{}", "null", "5", "true", "[]", R"({"third":"x"})",
        R"({"first":null,"second":null})", R"(["695661c0000000156d62801b"])"})
    BOOST_TEST(required_id_of(parse_json(json)) == "first is missing", json);
  BOOST_TEST(required_id_of(parse_json(with("second", "x")))
             == "second must be an id of 24 hex digits");
}

BOOST_AUTO_TEST_CASE(a_name_is_a_field_or_a_bare_text) {
  BOOST_TEST(name_of(parse_json(with("first", "a"))) == "a");
  BOOST_TEST(name_of(parse_json(with("second", "b"))) == "b");
  BOOST_TEST(name_of(parse_json(R"("bare")")) == "bare");
  BOOST_TEST(name_of(parse_json(R"({"first":null,"second":" "})")) == " ");
}

BOOST_AUTO_TEST_CASE(a_name_has_1_to_128_characters) {
  const std::string rule =
    " must have 1 to 128 characters, no control characters";
  std::string longest;
  for (int i = 0; i < 128; ++i)
    longest += "\xc3\xa9";
  BOOST_TEST(name_of(parse_json(with("first", longest))) == longest);
  for (const auto& bad :
       {longest + 'x', std::string{}, std::string{R"(a\u0000b)"},
        std::string{R"(\t)"}, std::string{R"(\u007f)"}}) {
    BOOST_TEST(name_of(parse_json(with("first", bad))) == "first" + rule);
    BOOST_TEST(name_of(parse_json(with("second", bad))) == "second" + rule);
    BOOST_TEST(name_of(parse_json('"' + bad + '"')) == "first" + rule);
  }
}

BOOST_AUTO_TEST_CASE(a_name_that_is_missing_or_no_text_is_an_error) {
  BOOST_TEST(name_of(std::nullopt) == "first is missing");
  for (const auto* json : {"{}", "null", "5", "[]", R"(["a"])",
                           R"({"first":null})", R"({"third":"x"})"})
    BOOST_TEST(name_of(parse_json(json)) == "first is missing", json);
  BOOST_TEST(name_of(parse_json(R"({"second":5})")) == "second must be a text");
}

BOOST_AUTO_TEST_CASE(every_error_is_one_of_validation) {
  const auto broken = parse_json(R"({"first":5,"second":"x"})").value();
  BOOST_TEST((dialects::optional_text(broken, {"first"}).error().code
              == schema::errc::validation_failed));
  BOOST_TEST((dialects::optional_id(broken, {"second"}).error().code
              == schema::errc::validation_failed));
  BOOST_TEST((dialects::required_id(broken, {"third"}).error().code
              == schema::errc::validation_failed));
  BOOST_TEST((dialects::required_id(std::nullopt, {"third"}).error().code
              == schema::errc::validation_failed));
  BOOST_TEST((dialects::required_name(broken, {"third"}).error().code
              == schema::errc::validation_failed));
}

BOOST_AUTO_TEST_SUITE_END()
