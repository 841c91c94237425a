#include "domain/budget.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <latch>
#include <random>
#include <thread>

using domain::budget;
using samples::outcome;

namespace {

schema::steady_time at(std::int64_t milliseconds) {
  return schema::steady_time{std::chrono::hours{1}
                             + std::chrono::milliseconds{milliseconds}};
}

/// Takes until it is refused; how many that were.
int take_all(budget& from, std::int64_t now) {
  int taken = 0;
  while (from.take(at(now)))
    ++taken;
  return taken;
}

/// Takes all, waits until told to, and takes one; when that was.
std::int64_t wait_as_told(budget& from, std::int64_t now) {
  take_all(from, now);
  const auto refused = from.take(at(now));
  BOOST_REQUIRE_EQUAL(outcome(refused), "rate_limited");
  const auto later = now + refused.error().retry_after.value().count();
  BOOST_TEST(later > now);
  BOOST_REQUIRE_EQUAL(outcome(from.take(at(later))), "ok");
  return later;
}

/// How many one gets who asks every `step` ms for a minute, and is given all
/// at once at the start.
int take_in_a_minute(std::uint32_t per_minute, std::int64_t step) {
  budget b{per_minute};
  int taken = take_all(b, 0);
  for (std::int64_t now = 0; now <= 60'000; now += step)
    taken += take_all(b, now);
  return taken;
}

/// How many one gets at once, `idle` ms after the first one.
int taken_after(std::int64_t idle, std::uint32_t per_minute) {
  budget b{per_minute};
  BOOST_TEST(outcome(b.take(at(0))) == "ok");
  return take_all(b, idle);
}

/// Runs `task` in two threads that start together.
template<class F>
void twice_at_once(F task) {
  std::latch start{2};
  const auto run = [&start, &task] {
    start.arrive_and_wait();
    task();
  };
  const std::jthread first{run};
  const std::jthread second{run};
}

/// Two that ask at once, each `tries` times; how many they got.
int take_at_once(budget& from, int tries) {
  std::atomic<int> taken = 0;
  twice_at_once([&from, &taken, tries] {
    for (int k = 0; k < tries; ++k)
      if (from.take(at(0)))
        ++taken;
  });
  return taken;
}

} // namespace

BOOST_AUTO_TEST_SUITE(budgets)

BOOST_AUTO_TEST_CASE(all_can_be_taken_at_once_and_no_more) {
  budget b{10};
  BOOST_TEST(take_all(b, 0) == 10);
  const auto refused = b.take(at(0));
  BOOST_TEST(outcome(refused) == "rate_limited");
  BOOST_TEST(refused.error().retry_after.value().count() == 6000);
}

BOOST_AUTO_TEST_CASE(then_one_comes_back_at_a_time) {
  budget b{10};
  take_all(b, 0);
  for (std::int64_t i = 1; i <= 30; ++i) {
    BOOST_TEST(take_all(b, i * 6000 - 1) == 0);
    BOOST_TEST(take_all(b, i * 6000) == 1);
  }
}

BOOST_AUTO_TEST_CASE(it_never_holds_more_than_the_burst) {
  for (std::int64_t idle : {60'000LL, 61'000LL, 3'600'000LL, 86'400'000'000LL})
    for (int rate : {1, 7, 10, 60, 1000})
      BOOST_TEST(taken_after(idle, static_cast<std::uint32_t>(rate)) == rate);
}

BOOST_AUTO_TEST_CASE(a_window_is_as_long_as_it_is_made) {
  using namespace std::chrono_literals;
  budget calls{5, 1h, "calls"};
  BOOST_TEST(take_all(calls, 0) == 5);
  const auto refused = calls.take(at(0));
  BOOST_TEST(refused.error().message == "Too many calls; wait a moment");
  BOOST_TEST((refused.error().retry_after == 12min));
  BOOST_TEST(take_all(calls, 719'999) == 0);
  BOOST_TEST(take_all(calls, 720'000) == 1);
  BOOST_TEST(!calls.is_full(at(720'000)));
  BOOST_TEST(take_all(calls, 720'000 + 3'600'000) == 5);
  calls.give_back();
  BOOST_TEST(take_all(calls, 720'000 + 3'600'000) == 1);
}

BOOST_AUTO_TEST_CASE(without_another_word_it_counts_messages_a_minute) {
  budget b{1};
  take_all(b, 0);
  BOOST_TEST(samples::complaint(b.take(at(0)))
             == "Too many messages; wait a moment");
}

BOOST_AUTO_TEST_CASE(the_highest_limit_overflows_nowhere) {
  budget minute{4'294'967'295};
  budget day{4'294'967'295, std::chrono::hours{24}, "calls"};
  for (std::int64_t now : {0LL, 1LL, 60'000LL, 86'399'999LL, 86'400'000'000LL})
    for (auto* b : {&minute, &day})
      BOOST_TEST(outcome(b->take(at(now))) == "ok");
}

BOOST_AUTO_TEST_CASE(waiting_as_told_is_enough) {
  for (std::uint32_t rate : {1u, 3u, 7u, 10u, 11u, 60u, 61u, 90u, 999u, 7001u})
    BOOST_TEST_CONTEXT("rate " << rate) {
      budget b{rate};
      std::int64_t now = 0;
      for (int i = 0; i < 100; ++i)
        now = wait_as_told(b, now);
      BOOST_TEST(now <= 100 * (60'000 / static_cast<std::int64_t>(rate) + 1));
    }
}

BOOST_AUTO_TEST_CASE(waiting_as_told_is_enough_however_often_one_asks) {
  for (std::uint32_t rate : {1u, 7u, 10u, 11u, 90u}) {
    budget b{rate};
    take_all(b, 0);
    const auto wait = b.take(at(0)).error().retry_after.value().count();
    for (std::int64_t now = 1; now < wait; ++now)
      BOOST_REQUIRE_EQUAL(outcome(b.take(at(now))), "rate_limited");
    BOOST_TEST(outcome(b.take(at(wait))) == "ok");
  }
}

BOOST_AUTO_TEST_CASE(asking_more_often_gives_no_more) {
  for (std::uint32_t rate :
       {1u, 3u, 7u, 10u, 11u, 13u, 59u, 60u, 61u, 90u, 119u, 600u, 601u, 1000u})
    for (std::int64_t step : {1LL, 2LL, 9LL, 250LL, 6000LL})
      BOOST_TEST(take_in_a_minute(rate, step) <= static_cast<int>(2 * rate),
                 rate << " a minute, asked every " << step << " ms");
}

BOOST_AUTO_TEST_CASE(asking_more_often_gives_no_less) {
  for (std::uint32_t rate : {1u, 3u, 7u, 10u, 11u, 59u, 61u, 90u, 601u})
    BOOST_TEST(take_in_a_minute(rate, 1) >= static_cast<int>(2 * rate) - 1,
               rate << " a minute");
}

BOOST_AUTO_TEST_CASE(time_that_stands_still_gives_nothing) {
  budget b{100'000};
  int taken = take_all(b, 0);
  for (int i = 0; i < 1000; ++i)
    taken += b.take(at(1)) ? 1 : 0;
  BOOST_TEST(taken >= 100'001);
  BOOST_TEST(taken <= 100'002);
}

BOOST_AUTO_TEST_CASE(zero_is_no_limit) {
  budget b{0};
  for (int i = 0; i < 100'000; ++i)
    BOOST_REQUIRE(b.take(at(0)).has_value());
  b.give_back();
  BOOST_TEST(b.is_full(at(0)));
}

BOOST_AUTO_TEST_CASE(one_given_back_can_be_taken_again) {
  budget b{10};
  take_all(b, 0);
  b.give_back();
  BOOST_TEST(take_all(b, 0) == 1);
}

BOOST_AUTO_TEST_CASE(giving_back_never_makes_more_than_the_burst) {
  budget b{10};
  for (int i = 0; i < 5; ++i)
    b.give_back();
  BOOST_TEST(take_all(b, 0) == 10);
}

BOOST_AUTO_TEST_CASE(it_is_full_until_one_is_taken_and_when_all_came_back) {
  budget b{10};
  BOOST_TEST(b.is_full(at(0)));
  BOOST_REQUIRE(b.take(at(0)).has_value());
  BOOST_TEST(!b.is_full(at(0)));
  BOOST_TEST(!b.is_full(at(5999)));
  BOOST_TEST(b.is_full(at(6000)));
  BOOST_REQUIRE(b.take(at(6000)).has_value());
  b.give_back();
  BOOST_TEST(b.is_full(at(6000)));
}

BOOST_AUTO_TEST_CASE(a_time_that_comes_late_gives_nothing) {
  budget b{10};
  take_all(b, 5000);
  BOOST_TEST(outcome(b.take(at(0))) == "rate_limited");
  BOOST_TEST(outcome(b.take(at(10'999))) == "rate_limited");
  BOOST_TEST(outcome(b.take(at(11'000))) == "ok");
}

BOOST_AUTO_TEST_CASE(parts_of_a_millisecond_are_not_lost) {
  budget b{60};
  take_all(b, 0);
  auto now = at(0);
  int taken = 0;
  for (int i = 0; i < 20'000; ++i) {
    now += std::chrono::microseconds{300};
    taken += b.take(now) ? 1 : 0;
  }
  BOOST_TEST(taken == 6);
}

BOOST_AUTO_TEST_CASE(those_who_ask_at_once_do_not_overspend) {
  for (int round = 0; round < 5; ++round) {
    budget b{100'000};
    BOOST_TEST(take_at_once(b, 80'000) == 100'000);
  }
  budget b{100'000};
  BOOST_TEST(take_at_once(b, 40'000) == 80'000);
  BOOST_TEST(take_all(b, 0) == 20'000);
}

BOOST_AUTO_TEST_CASE(giving_back_at_once_loses_nothing) {
  budget b{1'000'000};
  take_all(b, 0);
  twice_at_once([&b] {
    for (int k = 0; k < 400'000; ++k)
      b.give_back();
  });
  BOOST_TEST(take_all(b, 0) == 800'000);
}

BOOST_AUTO_TEST_SUITE_END()
