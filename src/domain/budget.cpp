#include "domain/budget.hpp"

#include <algorithm>
#include <string>

namespace domain {

void budget::refill(schema::steady_time now) {
  using std::chrono::milliseconds;
  if (spent_ == 0 || now - last_ >= window_) {
    spent_ = 0;
    last_ = now;
    return;
  }
  const auto passed = std::chrono::duration_cast<milliseconds>(now - last_);
  if (passed.count() <= 0)
    return;
  spent_ = std::max<std::int64_t>(0, spent_ - passed.count() * limit_);
  // A part of a millisecond counts the next time.
  last_ += passed;
}

schema::result<void> budget::take(schema::steady_time now) {
  if (limit_ == 0)
    return {};
  const std::lock_guard guard{mutex_};
  refill(now);
  const auto piece = window_.count();
  const auto whole = limit_ * piece;
  if (spent_ + piece <= whole) {
    spent_ += piece;
    return {};
  }
  const auto missing = spent_ + piece - whole;
  const std::chrono::milliseconds wait{(missing + limit_ - 1) / limit_};
  return schema::fail(schema::errc::rate_limited,
                      "Too many " + std::string{things_} + "; wait a moment",
                      wait);
}

void budget::give_back() {
  const std::lock_guard guard{mutex_};
  spent_ = std::max<std::int64_t>(0, spent_ - window_.count());
}

bool budget::is_full(schema::steady_time now) {
  if (limit_ == 0)
    return true;
  const std::lock_guard guard{mutex_};
  refill(now);
  return spent_ == 0;
}

} // namespace domain
