#include "base/clock.hpp"

#include <boost/test/unit_test.hpp>

#include <thread>

using namespace std::chrono_literals;

namespace {

std::string iso(std::chrono::milliseconds since_1970) {
  std::string out;
  base::append_iso8601(out, schema::timestamp{since_1970});
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(clock_texts)

BOOST_AUTO_TEST_CASE(times_are_iso_8601_utc_with_milliseconds) {
  BOOST_TEST(iso(0ms) == "1970-01-01T00:00:00.000Z");
  BOOST_TEST(iso(1'769'860'800'123ms) == "2026-01-31T12:00:00.123Z");
  BOOST_TEST(iso(1'709'210'096'007ms) == "2024-02-29T12:34:56.007Z");
  BOOST_TEST(iso(253'402'300'799'999ms) == "9999-12-31T23:59:59.999Z");
}

BOOST_AUTO_TEST_CASE(times_before_1970_count_milliseconds_upwards) {
  BOOST_TEST(iso(-1ms) == "1969-12-31T23:59:59.999Z");
  BOOST_TEST(iso(-1'000ms) == "1969-12-31T23:59:59.000Z");
}

BOOST_AUTO_TEST_CASE(going_back_a_second_is_not_confused_by_the_cache) {
  BOOST_TEST(iso(61'000ms) == "1970-01-01T00:01:01.000Z");
  BOOST_TEST(iso(60'999ms) == "1970-01-01T00:01:00.999Z");
  BOOST_TEST(iso(61'001ms) == "1970-01-01T00:01:01.001Z");
}

BOOST_AUTO_TEST_CASE(the_text_is_appended) {
  std::string out = "at ";
  base::append_iso8601(out, schema::timestamp{});
  BOOST_TEST(out == "at 1970-01-01T00:00:00.000Z");
}

BOOST_AUTO_TEST_CASE(threads_do_not_share_the_cached_second) {
  std::vector<std::jthread> threads;
  std::array<std::string, 4> texts;
  for (std::size_t i = 0; i < texts.size(); ++i)
    threads.emplace_back([&texts, i] {
      for (int k = 0; k < 1'000; ++k)
        texts[i] = iso(std::chrono::seconds{i + 1});
    });
  threads.clear();
  for (std::size_t i = 0; i < texts.size(); ++i)
    BOOST_TEST(texts[i] == iso(std::chrono::seconds{i + 1}));
}

BOOST_AUTO_TEST_SUITE_END()
