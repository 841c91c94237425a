#pragma once

#include <cstdint>
#include <optional>

namespace base {

/// What the program's allocator has done so far.
struct allocator_figures {
  /// Requests for memory; those of the last moments may be missing, because
  /// each thread tells them in batches.
  std::uint64_t allocations = 0;
  /// Bytes that the program holds, and what of the machine's memory they take.
  std::uint64_t allocated = 0;
  std::uint64_t resident = 0;
};

/// Nothing if the allocator does not count (only jemalloc does, ADR 0010). Any
/// thread; takes some microseconds.
[[nodiscard]] std::optional<allocator_figures> read_allocator();

} // namespace base
