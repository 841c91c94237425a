#include "base/clock.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace base {

namespace {

void write_digits(char* out, unsigned value, int width) {
  for (int i = width - 1; i >= 0; --i, value /= 10)
    out[i] = static_cast<char>('0' + value % 10);
}

/// `2026-01-31T12:00:00.` of a second.
std::array<char, 20> format_second(std::chrono::sys_seconds second) {
  const auto day = std::chrono::floor<std::chrono::days>(second);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{second - day};
  std::array<char, 20> text;
  write_digits(&text[0], static_cast<unsigned>(int{date.year()}), 4);
  write_digits(&text[5], unsigned{date.month()}, 2);
  write_digits(&text[8], unsigned{date.day()}, 2);
  write_digits(&text[11], static_cast<unsigned>(time.hours().count()), 2);
  write_digits(&text[14], static_cast<unsigned>(time.minutes().count()), 2);
  write_digits(&text[17 - 0], static_cast<unsigned>(time.seconds().count()), 2);
  text[4] = text[7] = '-';
  text[10] = 'T';
  text[13] = text[16] = ':';
  text[19] = '.';
  return text;
}

} // namespace

char* write_iso8601(char* out, schema::timestamp time) {
  // Messages of one second share all but the milliseconds.
  thread_local std::chrono::sys_seconds cached{};
  thread_local auto text = format_second(cached);
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  if (second != cached) {
    text = format_second(second);
    cached = second;
  }
  out = std::copy(text.begin(), text.end(), out);
  write_digits(out, static_cast<unsigned>((time - second).count()), 3);
  out[3] = 'Z';
  return out + 4;
}

void append_iso8601(std::string& out, schema::timestamp time) {
  std::array<char, iso8601_size> text;
  write_iso8601(text.data(), time);
  out.append(text.data(), text.size());
}

} // namespace base
