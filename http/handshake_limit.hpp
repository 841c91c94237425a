#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace http {

/// How many sessions may be opened in a second (HANDSHAKES_PER_SECOND; 0: any
/// number). Refuses what comes too fast, so that a reconnect storm is spread
/// out and those who are connected go on. Not thread-safe.
class handshake_limit {
public:
  using clock = std::chrono::steady_clock;

  explicit handshake_limit(std::uint32_t per_second) noexcept
    : per_second_{per_second},
      left_{static_cast<double>(per_second)} {
    // nop
  }

  /// Takes one; false if there is none left.
  bool take(clock::time_point now) noexcept {
    if (per_second_ == 0)
      return true;
    const std::chrono::duration<double> passed = now - last_;
    last_ = now;
    left_ = std::min<double>(per_second_, left_ + passed.count() * per_second_);
    if (left_ < 1)
      return false;
    left_ -= 1;
    return true;
  }

private:
  std::uint32_t per_second_;
  double left_;
  clock::time_point last_{};
};

} // namespace http
