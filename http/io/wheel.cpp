#include "http/io/wheel.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstddef>

namespace http::io {

namespace {

/// The first tick at which something due then may fire: never early.
std::int64_t tick_after(tick_ms time) noexcept {
  return (time + wheel::resolution - 1) / wheel::resolution;
}

void make_empty(timer& list) noexcept {
  list.next = &list;
  list.previous = &list;
}

bool is_empty(const timer& list) noexcept {
  return list.next == &list;
}

void link(timer& list, timer& t) noexcept {
  t.previous = list.previous;
  t.next = &list;
  list.previous->next = &t;
  list.previous = &t;
}

} // namespace

tick_ms steady_ms() noexcept {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

wheel::wheel(tick_ms now) noexcept : current_{now / resolution} {
  for (auto& s : slots_)
    make_empty(s);
  make_empty(expired_);
}

void wheel::arm(timer& t, tick_ms due) noexcept {
  disarm(t);
  t.due = due;
  const auto tick = std::max(tick_after(due), current_);
  const auto slot = static_cast<std::size_t>(tick % slot_count);
  link(slots_[slot], t);
  occupied_[slot / 64] |= std::uint64_t{1} << (slot % 64);
}

void wheel::disarm(timer& t) noexcept {
  if (!t.is_armed())
    return;
  t.previous->next = t.next;
  t.next->previous = t.previous;
  t.next = nullptr;
  t.previous = nullptr;
}

timer* wheel::next_due(tick_ms now) noexcept {
  const auto last = now / resolution;
  // One lap sees every slot, however long the thread slept.
  current_ = std::max(current_, last - slot_count + 1);
  for (; current_ <= last; ++current_)
    collect(current_);
  if (is_empty(expired_))
    return nullptr;
  auto* t = expired_.next;
  disarm(*t);
  return t;
}

/// Moves what is due by `tick` out of its slot; what is due a lap later stays.
void wheel::collect(std::int64_t tick) noexcept {
  const auto index = static_cast<std::size_t>(tick % slot_count);
  const auto bit = std::uint64_t{1} << (index % 64);
  if ((occupied_[index / 64] & bit) == 0)
    return;
  auto& slot = slots_[index];
  for (auto* t = slot.next; t != &slot;) {
    auto* next = t->next;
    if (tick_after(t->due) <= tick) {
      disarm(*t);
      link(expired_, *t);
    }
    t = next;
  }
  if (is_empty(slot))
    occupied_[index / 64] &= ~bit;
}

std::optional<tick_ms> wheel::next_look() noexcept {
  if (!is_empty(expired_))
    return current_ * resolution;
  for (std::int64_t tick = current_; tick < current_ + slot_count;) {
    const auto index = static_cast<std::size_t>(tick % slot_count);
    const auto rest = occupied_[index / 64] >> (index % 64);
    if (rest == 0) {
      tick += static_cast<std::int64_t>(64 - index % 64);
      continue;
    }
    tick += std::countr_zero(rest);
    const auto found = static_cast<std::size_t>(tick % slot_count);
    if (!is_empty(slots_[found]))
      return tick * resolution;
    occupied_[found / 64] &= ~(std::uint64_t{1} << (found % 64));
  }
  return std::nullopt;
}

} // namespace http::io
