#pragma once

#include "base/metrics.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace storage::pg {

/// What an entry takes of the journal's bound.
struct load {
  std::size_t rows = 0;
  std::size_t bytes = 0;

  load& operator+=(const load& other) noexcept {
    rows += other.rows;
    bytes += other.bytes;
    return *this;
  }
};

/// What is in the journal, over all writers: from submission to the verdict.
class journal_load {
public:
  journal_load(std::size_t max_rows, std::size_t max_bytes,
               base::metrics& metrics);

  /// Takes room; false if there is none.
  bool reserve(load l) noexcept;
  void release(load l) noexcept;

  /// A small entry would get room now.
  [[nodiscard]] bool has_room() const noexcept;

private:
  const std::int64_t max_rows_;
  const std::int64_t max_bytes_;
  std::atomic<std::int64_t> rows_{0};
  std::atomic<std::int64_t> bytes_{0};
  base::metrics& metrics_;
};

} // namespace storage::pg
