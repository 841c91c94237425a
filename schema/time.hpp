#pragma once

#include <chrono>

namespace schema {

/// Server time, UTC. Milliseconds, because that is what clients see and what
/// the database keeps for messages: a time read back equals the one shown.
using timestamp =
  std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// For intervals and deadlines of this process only.
using steady_time = std::chrono::steady_clock::time_point;

} // namespace schema
