#include "wire/socketio/event.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using wire::socketio::event_error;
using wire::socketio::read_ack;
using wire::socketio::read_event;

namespace {

std::string name_of(std::string_view json) {
  const auto event = read_event(json);
  return event ? std::string{event->name}
               : "! " + std::string{to_string(event.error())};
}

bool fails(std::string_view json, event_error e, std::size_t attachments = 0) {
  const auto event = read_event(json, false, attachments);
  return !event && event.error() == e;
}

} // namespace

BOOST_AUTO_TEST_SUITE(socketio_events)

BOOST_AUTO_TEST_CASE(an_event_has_a_name_and_arguments) {
  const auto event = read_event(R"(["dm:send_message",{"a":1},"two"])");
  BOOST_REQUIRE(event.has_value());
  BOOST_TEST(event->name == "dm:send_message");
  BOOST_REQUIRE(event->argument(0).has_value());
  BOOST_TEST(event->argument(0)->is_object());
  BOOST_TEST(std::int64_t{*base::field(*event->argument(0), "a")} == 1);
  BOOST_TEST(std::string_view{*event->argument(1)} == "two");
  BOOST_TEST(!event->argument(2).has_value());
}

BOOST_AUTO_TEST_CASE(escapes_in_a_name_are_read) {
  BOOST_TEST(name_of(R"(["\u0061\"b"])") == "a\"b");
}

BOOST_AUTO_TEST_CASE(a_number_is_a_name_too) {
  BOOST_TEST(name_of("[12,3]") == "12");
  BOOST_TEST(name_of(" [ -1.5e3 ]") == "-1.5e3");
  BOOST_TEST(name_of("[0]") == "0");
}

BOOST_AUTO_TEST_CASE(other_shapes_are_no_events) {
  for (const auto* json :
       {"[]", "{}", "[null]", "[true]", "[{}]", "[[\"a\"]]", "\"a\"", "1"})
    BOOST_TEST(fails(json, event_error::bad_shape), json);
}

BOOST_AUTO_TEST_CASE(what_is_not_json_is_told_so) {
  for (const auto* json : {"", "[", "[\"a\"", "[\"a\",]", "[\"a\"]x", "['a']",
                           "[\"a\x01\"]", "[\"\xff\"]"})
    BOOST_TEST(fails(json, event_error::not_json), json);
}

BOOST_AUTO_TEST_CASE(reserved_names_are_refused) {
  for (const auto* name : {"connect", "connect_error", "disconnect",
                           "disconnecting", "newListener", "removeListener"}) {
    const auto json = "[\"" + std::string{name} + "\",1]";
    BOOST_TEST(fails(json, event_error::reserved_name), name);
  }
  BOOST_TEST(name_of(R"(["Connect"])") == "Connect");
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_refused) {
  const auto json =
    "[\"a\"," + std::string(100'000, '[') + std::string(100'000, ']') + "]";
  BOOST_TEST(fails(json, event_error::not_json));
}

BOOST_AUTO_TEST_CASE(placeholders_must_name_an_attachment) {
  const auto json = [](std::string_view number) {
    return R"(["e",{"deep":[{"_placeholder":true,"num":)" + std::string{number}
           + "}]}]";
  };
  BOOST_TEST(read_event(json("0"), false, 1).has_value());
  BOOST_TEST(read_event(json("1"), false, 2).has_value());
  for (const auto* number : {"1", "-1", "0.5", "\"0\"", "null"})
    BOOST_TEST(fails(json(number), event_error::bad_placeholder, 1), number);
  BOOST_TEST(
    fails(R"(["e",{"_placeholder":true}])", event_error::bad_placeholder, 1));
  // Without attachments they are data like any other.
  BOOST_TEST(read_event(json("7")).has_value());
}

BOOST_AUTO_TEST_CASE(an_ack_is_an_array_of_anything) {
  BOOST_TEST(read_ack("[]").has_value());
  BOOST_TEST(read_ack(R"([null,{"a":1}])")->size() == 2U);
  BOOST_TEST((read_ack("{}").error() == event_error::bad_shape));
  BOOST_TEST((read_ack("[").error() == event_error::not_json));
}

BOOST_AUTO_TEST_CASE(padded_text_is_read_where_it_lies) {
  std::string text = R"(["e",1])";
  const auto size = text.size();
  text.append(simdjson::SIMDJSON_PADDING, '\0');
  const auto event = read_event(std::string_view{text}.substr(0, size), true);
  BOOST_REQUIRE(event.has_value());
  BOOST_TEST(event->name == "e");
}

BOOST_AUTO_TEST_SUITE_END()
