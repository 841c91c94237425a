#pragma once

#include "schema/errors.hpp"
#include "schema/time.hpp"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string_view>

namespace domain {

/// How often one person may do one kind of thing: `limit` at once, then one
/// each `window`/`limit`. Shared by all devices of the person. 0 = no limit.
/// Thread-safe.
class budget {
public:
  /// Of messages.
  explicit budget(std::uint32_t per_minute)
    : budget(per_minute, std::chrono::minutes{1}, "messages") {
    // nop
  }

  /// `window`: at most a day. `things` is named in the refusal, and has to
  /// outlive the budget.
  budget(std::uint32_t limit, std::chrono::milliseconds window,
         std::string_view things)
    : limit_(limit),
      window_(window),
      things_(things) {
    // nop
  }

  /// Takes one, or says how long to wait (`rate_limited`).
  [[nodiscard]] schema::result<void> take(schema::steady_time now);

  /// Gives one back: what it was taken for did not happen.
  void give_back();

  /// True if forgetting this budget would make no difference.
  [[nodiscard]] bool is_full(schema::steady_time now);

private:
  void refill(schema::steady_time now);

  const std::uint32_t limit_;
  const std::chrono::milliseconds window_;
  const std::string_view things_;
  std::mutex mutex_;
  /// In units of which `window_` milliseconds make a piece, so that `limit_`
  /// of them come back each millisecond: nothing is rounded.
  std::int64_t spent_ = 0;
  schema::steady_time last_{};
};

} // namespace domain
