#include "http/io/wheel.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <vector>

using http::io::timer;
using http::io::wheel;

namespace {

struct fixture {
  std::size_t fire(http::io::tick_ms now) {
    std::size_t count = 0;
    while (wheel->next_due(now) != nullptr)
      ++count;
    return count;
  }

  std::unique_ptr<http::io::wheel> wheel =
    std::make_unique<http::io::wheel>(1'000'000);
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(timer_wheel, fixture)

BOOST_AUTO_TEST_CASE(a_timer_fires_never_early_and_hardly_late) {
  for (int after = 0; after < 100; ++after) {
    http::io::wheel w{1'000'000};
    timer t;
    w.arm(t, 1'000'000 + after);
    for (int now = 0; now < after; ++now)
      BOOST_REQUIRE(w.next_due(1'000'000 + now) == nullptr);
    BOOST_TEST(w.next_due(1'000'000 + after + wheel::resolution) == &t);
    BOOST_TEST(!t.is_armed());
  }
}

BOOST_AUTO_TEST_CASE(a_timer_further_off_than_a_lap_waits_for_its_lap) {
  timer t;
  wheel->arm(t, 1'000'000 + 100'000);
  BOOST_TEST(fire(1'000'000 + 20'000) == 0u);
  BOOST_TEST(fire(1'000'000 + 60'000) == 0u);
  BOOST_TEST(fire(1'000'000 + 99'000) == 0u);
  BOOST_TEST(fire(1'000'000 + 100'010) == 1u);
}

BOOST_AUTO_TEST_CASE(after_a_long_sleep_everything_due_fires) {
  std::vector<timer> timers(500);
  for (std::size_t i = 0; i < timers.size(); ++i)
    wheel->arm(timers[i], 1'000'000 + static_cast<long>(i) * 97);
  BOOST_TEST(fire(1'000'000 + 10'000'000) == 500u);
}

BOOST_AUTO_TEST_CASE(arming_again_moves_a_timer) {
  timer t;
  wheel->arm(t, 1'000'500);
  wheel->arm(t, 1'002'000);
  BOOST_TEST(fire(1'001'000) == 0u);
  BOOST_TEST(fire(1'002'010) == 1u);
}

BOOST_AUTO_TEST_CASE(a_disarmed_timer_never_fires) {
  timer a;
  timer b;
  wheel->arm(a, 1'000'500);
  wheel->arm(b, 1'000'500);
  wheel::disarm(a);
  BOOST_TEST(fire(1'001'000) == 1u);
}

BOOST_AUTO_TEST_CASE(the_next_look_is_when_the_next_timer_is_due) {
  BOOST_TEST(!wheel->next_look());
  timer a;
  timer b;
  wheel->arm(a, 1'025'000);
  wheel->arm(b, 1'000'300);
  BOOST_TEST(wheel->next_look().value() == 1'000'300);
  wheel::disarm(b);
  BOOST_TEST(wheel->next_look().value() == 1'025'000);
  wheel::disarm(a);
  BOOST_TEST(!wheel->next_look());
}

BOOST_AUTO_TEST_SUITE_END()
