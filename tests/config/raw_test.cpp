#include "config/raw.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

using config::origin;
using config::raw;

namespace {

raw of(origin from, const char* text) {
  raw result;
  result.set("PORT", {text, from, "somewhere"});
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(raw_settings)

BOOST_AUTO_TEST_CASE(a_flag_beats_the_environment_beats_a_file) {
  const auto flag = of(origin::flag, "3");
  const auto environment = of(origin::environment, "2");
  const auto file = of(origin::file, "1");
  raw forwards;
  for (const auto* x : {&file, &environment, &flag})
    forwards.merge(*x);
  raw backwards;
  for (const auto* x : {&flag, &environment, &file})
    backwards.merge(*x);
  BOOST_TEST(forwards.find("PORT")->text == "3");
  BOOST_TEST(backwards.find("PORT")->text == "3");
  raw two;
  two.merge(environment);
  two.merge(file);
  BOOST_TEST(two.find("PORT")->text == "2");
}

BOOST_AUTO_TEST_CASE(of_one_origin_the_last_word_counts) {
  auto x = of(origin::flag, "1");
  x.merge(of(origin::flag, "2"));
  BOOST_TEST(x.find("PORT")->text == "2");
}

BOOST_AUTO_TEST_CASE(what_nobody_gave_is_absent) {
  BOOST_TEST(raw{}.find("PORT") == nullptr);
}

BOOST_AUTO_TEST_CASE(the_environment_is_read_by_the_names_of_the_table) {
  BOOST_REQUIRE(setenv("IO_THREADS", "3", 1) == 0);
  BOOST_REQUIRE(setenv("ACTOR_THREADS", "", 1) == 0);
  const auto found = config::read_environment();
  unsetenv("IO_THREADS");
  unsetenv("ACTOR_THREADS");
  BOOST_REQUIRE(found.find("IO_THREADS") != nullptr);
  BOOST_TEST(found.find("IO_THREADS")->text == "3");
  BOOST_TEST(found.find("IO_THREADS")->where == "the environment");
  // Empty is not given.
  BOOST_TEST(found.find("ACTOR_THREADS") == nullptr);
  BOOST_TEST(found.find("PATH") == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
