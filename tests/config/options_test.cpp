#include "config/options.hpp"
#include "config/rows.hpp"

#include <CLI/CLI.hpp>
#include <boost/test/unit_test.hpp>

namespace {

/// The settings of a command line without its program.
config::raw parsed(std::vector<std::string> arguments) {
  CLI::App app;
  config::raw result;
  config::add_options(app, result);
  std::ranges::reverse(arguments);
  app.parse(arguments);
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(command_line)

BOOST_AUTO_TEST_CASE(flags_become_settings) {
  const auto found = parsed({"--port", "9000", "--ping-interval-seconds=0.5"});
  BOOST_REQUIRE(found.find("PORT") != nullptr);
  BOOST_TEST(found.find("PORT")->text == "9000");
  BOOST_TEST(found.find("PORT")->where == "--port");
  BOOST_TEST((found.find("PORT")->origin == config::origin::flag));
  BOOST_TEST(found.find("PING_INTERVAL_SECONDS")->text == "0.5");
}

BOOST_AUTO_TEST_CASE(defaults_are_not_given) {
  const auto found = parsed({});
  for (const auto& r : config::rows())
    BOOST_TEST(found.find(r.name) == nullptr, r.name);
}

BOOST_AUTO_TEST_CASE(unknown_flags_stop) {
  BOOST_CHECK_THROW(parsed({"--prot", "1"}), CLI::ParseError);
  BOOST_CHECK_THROW(parsed({"--port"}), CLI::ParseError);
}

BOOST_AUTO_TEST_CASE(help_tells_flag_sentence_bounds_and_default) {
  CLI::App app;
  config::raw out;
  config::add_options(app, out);
  const auto help = app.help();
  for (const auto& r : config::rows()) {
    BOOST_TEST(help.find(flag_of(r)) != std::string::npos, r.name);
    BOOST_TEST(help.find(r.sentence) != std::string::npos, r.name);
  }
  BOOST_TEST(help.find("--port TEXT=8080") != std::string::npos, help);
  BOOST_TEST(help.find("a whole number from 0 to 65535") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
