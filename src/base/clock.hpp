#pragma once

#include "schema/time.hpp"

#include <chrono>
#include <string>

namespace base {

/// Server time now. Only actors and edges ask for it; everything below takes
/// the time as an argument.
[[nodiscard]] inline schema::timestamp now() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(
    std::chrono::system_clock::now());
}

constexpr std::size_t iso8601_size = 24;

/// Writes `2026-01-31T12:00:00.123Z`; returns where it ends.
char* write_iso8601(char* out, schema::timestamp time);

void append_iso8601(std::string& out, schema::timestamp time);

} // namespace base
