#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace http::io {

/// Milliseconds of the steady clock; one number instead of a time_point,
/// because there are two in every connection.
using tick_ms = std::int64_t;

[[nodiscard]] tick_ms steady_ms() noexcept;

/// Hook of something that waits in a wheel; at most one wait at a time.
struct timer {
  timer* next = nullptr;
  timer* previous = nullptr;
  tick_ms due = 0;

  [[nodiscard]] bool is_armed() const noexcept {
    return next != nullptr;
  }
};

/// A hashed wheel of timers: arming and disarming cost a few writes, however
/// many wait. Fires never early, and late by no more than `resolution`. Not
/// thread-safe; timers must be disarmed before they are destroyed.
class wheel {
public:
  static constexpr tick_ms resolution = 10;

  explicit wheel(tick_ms now) noexcept;

  wheel(const wheel&) = delete;
  wheel& operator=(const wheel&) = delete;

  /// Moves the timer if it is armed already.
  void arm(timer& t, tick_ms due) noexcept;

  static void disarm(timer& t) noexcept;

  /// Hands out the timers that are due, disarmed, one a call; null when there
  /// is none left.
  timer* next_due(tick_ms now) noexcept;

  /// When to look again at the latest; nothing if no timer waits.
  [[nodiscard]] std::optional<tick_ms> next_look() noexcept;

private:
  static constexpr std::int64_t slot_count = 4096; // 41 s: most waits fit

  void collect(std::int64_t tick) noexcept;

  std::array<timer, slot_count> slots_;
  /// A bit a slot; one that is set may be stale, one that is clear is not.
  std::array<std::uint64_t, slot_count / 64> occupied_{};
  /// What is due and not handed out yet.
  timer expired_;
  /// All ticks before this one are done.
  std::int64_t current_;
};

} // namespace http::io
