#pragma once

#include <cstdint>
#include <ctime>

namespace bench {

/// Nanoseconds of the monotonic clock: instants and spans alike.
using nanos = std::int64_t;

constexpr nanos millisecond = 1'000'000;
constexpr nanos second = 1'000'000'000;

inline nanos now() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * second + t.tv_nsec;
}

constexpr double to_seconds(nanos span) {
  return static_cast<double>(span) / second;
}

constexpr double to_ms(double span) {
  return span / millisecond;
}

} // namespace bench
