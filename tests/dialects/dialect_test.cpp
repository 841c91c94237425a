#include "dialects/dialect.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>

using namespace std::chrono_literals;
using schema::errc;

namespace {

std::string payload(const schema::error& error,
                    std::string_view event = "dm:send_message") {
  std::string out;
  dialects::write_error_payload(out, {.error = error, .event = event});
  return out;
}

std::string ack(const schema::error& error) {
  std::string out;
  dialects::write_error_ack(out, error);
  return out;
}

/// What a wait looks like to the client, or "none".
std::string shown(std::optional<std::chrono::milliseconds> wait) {
  const auto text = ack({errc::overloaded, "Wait", wait});
  constexpr std::string_view key = R"("retryAfter":)";
  const auto begin = text.find(key);
  if (begin == std::string::npos)
    return "none";
  const auto value = begin + key.size();
  return text.substr(value, text.find('}', value) - value);
}

struct spelling {
  errc code;
  std::string_view text;
};

constexpr std::array all_dialects{dialects::dialect::direct,
                                  dialects::dialect::unified};
static_assert(all_dialects.size() == dialects::dialect_count);

constexpr std::array spellings{
  spelling{errc::validation_failed, "validation_failed"},
  spelling{errc::payload_too_large, "payload_too_large"},
  spelling{errc::unsupported_media_type, "unsupported_media_type"},
  spelling{errc::unauthenticated, "unauthenticated"},
  spelling{errc::forbidden, "forbidden"},
  spelling{errc::not_found, "not_found"},
  spelling{errc::method_not_allowed, "method_not_allowed"},
  spelling{errc::conflict, "conflict"},
  spelling{errc::busy, "busy"},
  spelling{errc::call_over, "call_over"},
  spelling{errc::incompatible_media, "incompatible_media"},
  spelling{errc::rate_limited, "rate_limited"},
  spelling{errc::overloaded, "overloaded"},
  spelling{errc::unavailable, "unavailable"},
  spelling{errc::internal, "internal"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(every_dialect)

BOOST_AUTO_TEST_CASE(every_command_that_a_dialect_names_is_read) {
  for (const auto d : all_dialects) {
    const auto& words = dialects::vocabulary_of(d);
    BOOST_TEST(!words.commands().empty());
    for (const auto name : words.commands()) {
      // Read, and refused for its payload.
      const auto read = words.read(name, std::nullopt);
      BOOST_TEST_INFO(name);
      BOOST_TEST((read && !*read));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_refusal_is_told_by_events_that_a_dialect_names) {
  for (const auto d : all_dialects) {
    const auto& words = dialects::vocabulary_of(d);
    const auto told = words.events();
    for (const auto event : words.commands())
      for (const auto name : words.error_events(event))
        BOOST_TEST((std::find(told.begin(), told.end(), name) != told.end()));
  }
}

BOOST_AUTO_TEST_CASE(a_dialect_is_asked_for_by_its_name) {
  BOOST_TEST((dialects::parse_dialect("direct") == dialects::dialect::direct));
  BOOST_TEST(
    (dialects::parse_dialect("unified") == dialects::dialect::unified));
  for (const auto* name : {"", "Direct", "direct ", "dm", "socket.io"})
    BOOST_TEST(!dialects::parse_dialect(name).has_value(), name);
}

BOOST_AUTO_TEST_CASE(every_dialect_is_found_again_by_its_name) {
  for (std::size_t i = 0; i < dialects::dialect_count; ++i) {
    const auto d = static_cast<dialects::dialect>(i);
    const auto name = dialects::vocabulary_of(d).name;
    BOOST_TEST((dialects::parse_dialect(name) == d), name);
  }
}

BOOST_AUTO_TEST_CASE(an_error_event_says_what_is_wrong_and_with_what) {
  BOOST_TEST(payload({errc::validation_failed, "content is missing"})
             == R"({"message":"content is missing",)"
                R"("error":"validation_failed","event":"dm:send_message"})");
}

BOOST_AUTO_TEST_CASE(an_error_event_says_when_to_try_again) {
  BOOST_TEST(payload({errc::rate_limited, "Too many messages", 4500ms})
             == R"({"message":"Too many messages","error":"rate_limited",)"
                R"("event":"dm:send_message","retryAfter":5})");
}

BOOST_AUTO_TEST_CASE(the_name_of_the_event_is_the_clients_and_is_escaped) {
  BOOST_TEST(payload({errc::not_found, "No \"such\" thing\n"}, "a\"b\\\x1e")
             == R"({"message":"No \"such\" thing\n","error":"not_found",)"
                R"("event":"a\"b\\\u001e"})");
}

BOOST_AUTO_TEST_CASE(an_error_ack_is_one_object_in_an_array) {
  BOOST_TEST(ack({errc::forbidden, "You can only \"write\""})
             == R"([{"success":false,"message":"You can only \"write\"",)"
                R"("error":"forbidden"}])");
  BOOST_TEST(ack({errc::overloaded, "Busy", 1000ms})
             == R"([{"success":false,"message":"Busy","error":"overloaded",)"
                R"("retryAfter":1}])");
}

BOOST_AUTO_TEST_CASE(retry_after_is_in_seconds_rounded_up) {
  BOOST_TEST(shown(std::nullopt) == "none");
  BOOST_TEST(shown(0ms) == "0");
  BOOST_TEST(shown(1ms) == "1");
  BOOST_TEST(shown(999ms) == "1");
  BOOST_TEST(shown(1000ms) == "1");
  BOOST_TEST(shown(1001ms) == "2");
  BOOST_TEST(shown(6001ms) == "7");
  BOOST_TEST(shown(1h) == "3600");
}

BOOST_AUTO_TEST_CASE(every_code_has_its_stable_name) {
  for (const auto& row : spellings) {
    BOOST_TEST(ack({row.code, "x"})
               == R"([{"success":false,"message":"x","error":")"
                    + std::string{row.text} + R"("}])");
    BOOST_TEST(payload({row.code, "x"}, "e")
               == R"({"message":"x","error":")" + std::string{row.text}
                    + R"(","event":"e"})");
  }
}

BOOST_AUTO_TEST_CASE(a_success_ack_holds_the_data_as_it_is) {
  std::string out;
  dialects::write_success_ack(out, R"({"id":"x"})");
  BOOST_TEST(out == R"([{"success":true,"data":{"id":"x"}}])");
  out.clear();
  dialects::write_success_ack(out, "null");
  BOOST_TEST(out == R"([{"success":true,"data":null}])");
}

BOOST_AUTO_TEST_CASE(writers_append) {
  const schema::error error{errc::internal, "x"};
  std::string out = "42";
  dialects::write_error_payload(out, {.error = error, .event = "e"});
  out += ' ';
  dialects::write_error_ack(out, error);
  out += ' ';
  dialects::write_success_ack(out, "1");
  BOOST_TEST(out
             == R"(42{"message":"x","error":"internal","event":"e"} )"
                R"([{"success":false,"message":"x","error":"internal"}] )"
                R"([{"success":true,"data":1}])");
}

BOOST_AUTO_TEST_SUITE_END()
