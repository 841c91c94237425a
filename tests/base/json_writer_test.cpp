#include "base/json_reader.hpp"
#include "base/json_writer.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

namespace {

std::string written(std::string_view text) {
  std::string out;
  base::append_json_string(out, text);
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(json_writer)

BOOST_AUTO_TEST_CASE(strings_are_escaped) {
  BOOST_TEST(written("") == R"("")");
  BOOST_TEST(written("plain") == R"("plain")");
  BOOST_TEST(written("a\"b\\c/d") == R"("a\"b\\c/d")");
  BOOST_TEST(written("\b\f\n\r\t") == R"("\b\f\n\r\t")");
  BOOST_TEST(written(std::string{"\0\x01\x1f\x7f", 4})
             == R"("\u0000\u0001\u001f\u007f")");
}

BOOST_AUTO_TEST_CASE(every_byte_is_escaped_wherever_it_stands) {
  const auto is_special = [](int c) {
    return c < 0x20 || c == '"' || c == '\\' || c == 0x7f;
  };
  for (int c = 0; c < 0x100; ++c)
    for (std::size_t place = 0; place < 20; ++place) {
      std::string text(20, 'x');
      text[place] = static_cast<char>(c);
      const auto out = written(text);
      const auto before = out.substr(1, place);
      BOOST_TEST(before == std::string(place, 'x'));
      BOOST_TEST((out[1 + place] == '\\') == is_special(c));
      BOOST_TEST(out.ends_with(std::string(19 - place, 'x') + '"'));
      if (!is_special(c))
        BOOST_TEST(out.size() == 22u);
    }
}

BOOST_AUTO_TEST_CASE(the_separator_of_polling_payloads_never_appears) {
  BOOST_TEST(written("a\x1e"
                     "b")
             == R"("a\u001eb")");
}

BOOST_AUTO_TEST_CASE(javascript_line_separators_are_escaped) {
  BOOST_TEST(written("\xe2\x80\xa8|\xe2\x80\xa9") == R"("\u2028|\u2029")");
  // Neighbours that share their first bytes.
  BOOST_TEST(written("\xe2\x80\xa7\xe2\x82\xac")
             == "\"\xe2\x80\xa7\xe2\x82\xac\"");
}

BOOST_AUTO_TEST_CASE(every_character_comes_back) {
  std::string text;
  for (int c = 0; c < 0x80; ++c)
    text += static_cast<char>(c);
  text += "\xc3\xa9\xe2\x80\xa8\xe2\x80\xaf\xf0\x9f\x99\x82";
  const auto root = base::parse_json(written(text));
  BOOST_REQUIRE(root.has_value());
  BOOST_TEST(std::string_view{*root} == text);
}

BOOST_AUTO_TEST_CASE(numbers_have_all_their_digits) {
  std::string out;
  base::append_number(out, std::numeric_limits<std::int64_t>::min());
  base::append_number(out.append(" "), 0);
  base::append_number(out.append(" "),
                      std::numeric_limits<std::int64_t>::max());
  BOOST_TEST(out == "-9223372036854775808 0 9223372036854775807");
}

BOOST_AUTO_TEST_CASE(commas_stand_between_and_nowhere_else) {
  std::string out;
  base::json_writer json{out};
  json.open('{').key("a").open('[').number(1).boolean(true).null().close(']');
  json.key("b").open('{').close('}').key("c").open('[').close(']');
  json.key("d").string("x").key("e").raw("[2]").key("f").plain("y");
  json.key("g").optional(std::nullopt).key("h").optional("z").close('}');
  BOOST_TEST(out
             == R"({"a":[1,true,null],"b":{},"c":[],"d":"x","e":[2],"f":"y",)"
                R"("g":null,"h":"z"})");
}

BOOST_AUTO_TEST_CASE(ids_and_times_are_texts) {
  std::string out;
  base::json_writer json{out};
  schema::object_id id;
  id.bytes.back() = 0xa1;
  json.open('[').id(id).time(schema::timestamp{}).close(']');
  BOOST_TEST(out
             == R"(["0000000000000000000000a1","1970-01-01T00:00:00.000Z"])");
}

BOOST_AUTO_TEST_SUITE_END()
