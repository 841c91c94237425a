#include "domain/budget.hpp"

#include <algorithm>

namespace domain {

namespace {

/// Of these units `per_minute` come back each millisecond: nothing is rounded.
constexpr std::int64_t piece = 60'000;

/// After this long all has come back, whatever the limit.
constexpr std::chrono::milliseconds whole_minute{60'000};

} // namespace

void budget::refill(schema::steady_time now) {
  using std::chrono::milliseconds;
  if (spent_ == 0 || now - last_ >= whole_minute) {
    spent_ = 0;
    last_ = now;
    return;
  }
  const auto passed = std::chrono::duration_cast<milliseconds>(now - last_);
  if (passed.count() <= 0)
    return;
  spent_ = std::max<std::int64_t>(0, spent_ - passed.count() * per_minute_);
  // A part of a millisecond counts the next time.
  last_ += passed;
}

schema::result<void> budget::take(schema::steady_time now) {
  if (per_minute_ == 0)
    return {};
  const std::lock_guard guard{mutex_};
  refill(now);
  const auto whole = per_minute_ * piece;
  if (spent_ + piece <= whole) {
    spent_ += piece;
    return {};
  }
  const auto missing = spent_ + piece - whole;
  const std::chrono::milliseconds wait{(missing + per_minute_ - 1)
                                       / per_minute_};
  return schema::fail(schema::errc::rate_limited,
                      "Too many messages; wait a moment", wait);
}

void budget::give_back() {
  const std::lock_guard guard{mutex_};
  spent_ = std::max<std::int64_t>(0, spent_ - piece);
}

bool budget::is_full(schema::steady_time now) {
  if (per_minute_ == 0)
    return true;
  const std::lock_guard guard{mutex_};
  refill(now);
  return spent_ == 0;
}

} // namespace domain
