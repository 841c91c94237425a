#include "wire/plain/message.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

using wire::plain::append_ack;
using wire::plain::append_event;
using wire::plain::max_event_name;
using wire::plain::message_error;
using wire::plain::read_message;

namespace {

bool fails(std::string_view json, message_error e) {
  const auto x = read_message(json);
  return !x && x.error() == e;
}

std::string with_ack(std::string_view ack) {
  return R"({"event":"e","ack":)" + std::string{ack} + "}";
}

std::string with_name(std::string_view name) {
  return R"({"event":")" + std::string{name} + R"("})";
}

std::string event(std::string_view array) {
  std::string out;
  append_event(out, array);
  return out;
}

std::string ack(std::uint64_t id, std::string_view data) {
  std::string out;
  append_ack(out, id, data);
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(plain_messages)

BOOST_AUTO_TEST_CASE(a_message_has_a_name_data_and_an_ack) {
  const auto x =
    read_message(R"({"event":"dm:send_message","data":{"a":1},"ack":7})");
  BOOST_REQUIRE(x.has_value());
  BOOST_TEST(x->event == "dm:send_message");
  BOOST_REQUIRE(x->data.has_value());
  BOOST_TEST(std::int64_t{*base::field(*x->data, "a")} == 1);
  BOOST_REQUIRE(x->ack.has_value());
  BOOST_TEST(*x->ack == 7U);
}

BOOST_AUTO_TEST_CASE(only_the_name_is_needed) {
  const auto x = read_message(R"({"event":"ping"})");
  BOOST_REQUIRE(x.has_value());
  BOOST_TEST(x->event == "ping");
  BOOST_TEST(!x->data.has_value());
  BOOST_TEST(!x->ack.has_value());
}

BOOST_AUTO_TEST_CASE(data_are_any_json) {
  for (const auto* data : {"null", "1", "\"x\"", "[]", "{}", "false"}) {
    const auto json = R"({"data":)" + std::string{data} + R"(,"event":"e"})";
    const auto x = read_message(json);
    BOOST_REQUIRE(x.has_value());
    BOOST_REQUIRE(x->data.has_value());
    BOOST_TEST(simdjson::minify(*x->data) == data);
  }
}

BOOST_AUTO_TEST_CASE(unknown_fields_are_ignored) {
  const auto x = read_message(R"( {"v":2,"event":"e","ACK":-1,"id":[{}]} )");
  BOOST_REQUIRE(x.has_value());
  BOOST_TEST(!x->ack.has_value());
}

BOOST_AUTO_TEST_CASE(what_is_not_json_is_told_so) {
  for (const auto* json : {"", "{", R"({"event":"e",})", R"({"event":"e"}x)",
                           "{\"event\":\"\xff\"}", "ping"})
    BOOST_TEST(fails(json, message_error::not_json), json);
  BOOST_TEST(fails(R"({"event":"e","data":)" + std::string(1'000, '[')
                     + std::string(1'000, ']') + "}",
                   message_error::not_json));
}

BOOST_AUTO_TEST_CASE(the_name_is_a_text_in_an_object) {
  for (const auto* json :
       {"[]", R"(["e"])", R"("event")", "null", "1", "{}", R"({"data":1})",
        R"({"event":1})", R"({"event":null})", R"({"event":["e"]})",
        R"({"Event":"e"})"})
    BOOST_TEST(fails(json, message_error::bad_shape), json);
}

BOOST_AUTO_TEST_CASE(the_name_has_1_to_256_bytes) {
  BOOST_TEST(fails(with_name(""), message_error::bad_shape));
  BOOST_TEST(read_message(with_name("e")).has_value());
  BOOST_TEST(read_message(with_name(std::string(256, 'e'))).has_value());
  BOOST_TEST(fails(with_name(std::string(257, 'e')), message_error::bad_shape));
  // Counted as it means, not as it is written.
  std::string escaped;
  for (std::size_t i = 0; i < max_event_name; ++i)
    escaped += "\\u0065";
  BOOST_TEST(read_message(with_name(escaped)).has_value());
}

BOOST_AUTO_TEST_CASE(an_ack_is_a_whole_number_of_64_bits) {
  BOOST_TEST(*read_message(with_ack("0"))->ack == 0U);
  BOOST_TEST(*read_message(with_ack("18446744073709551615"))->ack
             == std::numeric_limits<std::uint64_t>::max());
  for (const auto* value :
       {"-1", "1.5", "1e3", "1.0", "\"1\"", "null", "true", "[1]", "{}",
        "18446744073709551616", "100000000000000000000000000000"})
    BOOST_TEST(fails(with_ack(value), message_error::bad_shape), value);
}

BOOST_AUTO_TEST_CASE(padded_text_is_read_where_it_lies) {
  auto text = with_ack("1");
  const auto size = text.size();
  text.append(simdjson::SIMDJSON_PADDING, '\0');
  const auto x = read_message(std::string_view{text}.substr(0, size), true);
  BOOST_REQUIRE(x.has_value());
  BOOST_TEST(x->event == "e");
}

BOOST_AUTO_TEST_CASE(an_event_becomes_an_object) {
  BOOST_TEST(event(R"(["dm:new_message",{"id":"1","text":"\"]"}])")
             == R"({"event":"dm:new_message","data":{"id":"1","text":"\"]"}})");
  BOOST_TEST(event(R"(["pong"])") == R"({"event":"pong"})");
  BOOST_TEST(event(R"(["e",null])") == R"({"event":"e","data":null})");
  BOOST_TEST(event(R"(["e",[1,"x"]])") == R"({"event":"e","data":[1,"x"]})");
}

BOOST_AUTO_TEST_CASE(an_ack_repeats_the_clients_number) {
  BOOST_TEST(ack(7, R"({"success":true})")
             == R"({"ack":7,"data":{"success":true}})");
  BOOST_TEST(ack(std::numeric_limits<std::uint64_t>::max(), "null")
             == R"({"ack":18446744073709551615,"data":null})");
}

BOOST_AUTO_TEST_CASE(both_append) {
  std::string out = "x";
  append_event(out, R"(["e"])");
  append_ack(out, 0, "[]");
  BOOST_TEST(out == R"(x{"event":"e"}{"ack":0,"data":[]})");
}

BOOST_AUTO_TEST_SUITE_END()
