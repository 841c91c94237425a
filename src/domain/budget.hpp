#pragma once

#include "schema/errors.hpp"
#include "schema/time.hpp"

#include <chrono>
#include <cstdint>
#include <mutex>

namespace domain {

/// How often one person may do one kind of thing: `per_minute` at once, then
/// one each 60/`per_minute` seconds. Shared by all devices of the person.
/// 0 = no limit. Thread-safe.
class budget {
public:
  explicit budget(std::uint32_t per_minute) : per_minute_(per_minute) {
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

  const std::uint32_t per_minute_;
  std::mutex mutex_;
  /// In 60000ths of a piece.
  std::int64_t spent_ = 0;
  schema::steady_time last_{};
};

} // namespace domain
