#include "config/file.hpp"

#include <boost/test/unit_test.hpp>

using config::parse_file;

namespace {

std::string refusal(std::string_view text) {
  const auto found = parse_file(text, "x.conf");
  return found ? std::string{} : found.error().message;
}

} // namespace

BOOST_AUTO_TEST_SUITE(settings_file)

BOOST_AUTO_TEST_CASE(lines_are_names_and_values) {
  const auto found = parse_file("# a comment\n"
                                "\n"
                                "PORT=8081\n"
                                "  LOG_LEVEL = debug \r\n"
                                "\t# another\n"
                                "JWT_SECRET=\"a # b=c \"\n"
                                "CLIENT_URL='https://x'\n"
                                "ADMIN_SECRET_KEY=a'b\"",
                                "x.conf");
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST(found->find("PORT")->text == "8081");
  BOOST_TEST(found->find("PORT")->where == "x.conf:3");
  BOOST_TEST((found->find("PORT")->origin == config::origin::file));
  BOOST_TEST(found->find("LOG_LEVEL")->text == "debug");
  BOOST_TEST(found->find("JWT_SECRET")->text == "a # b=c ");
  BOOST_TEST(found->find("CLIENT_URL")->text == "https://x");
  BOOST_TEST(found->find("ADMIN_SECRET_KEY")->text == "a'b\"");
}

BOOST_AUTO_TEST_CASE(an_unknown_name_stops_with_its_line) {
  BOOST_TEST(refusal("PORT=1\n\nPROT=2\n")
             == "x.conf:3: unknown setting PROT; did you mean PORT?");
  BOOST_TEST(refusal("SOMETHING=2") == "x.conf:1: unknown setting SOMETHING");
  BOOST_TEST(refusal("port=1")
             == "x.conf:1: unknown setting port; did you mean PORT?");
}

BOOST_AUTO_TEST_CASE(a_line_without_equals_stops) {
  BOOST_TEST(refusal("PORT 8080") == "x.conf:1: expected NAME=value");
}

BOOST_AUTO_TEST_CASE(a_name_given_twice_stops) {
  BOOST_TEST(refusal("PORT=1\nPORT=2")
             == "x.conf:2: PORT is given already in x.conf:1");
}

BOOST_AUTO_TEST_CASE(an_empty_file_gives_nothing) {
  BOOST_TEST(refusal("").empty());
  BOOST_TEST(refusal("\n\n").empty());
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_named) {
  for (const auto* path : {"/nowhere/x.conf", "/"}) {
    const auto found = config::read_file(path);
    BOOST_REQUIRE(!found.has_value());
    BOOST_TEST(found.error().message
               == "the settings file " + std::string{path} + " cannot be read");
  }
}

BOOST_AUTO_TEST_SUITE_END()
