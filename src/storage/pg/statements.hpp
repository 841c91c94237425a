#pragma once

#include <span>

namespace storage::pg {

/// One file of `migrations/`, as it was when the program was built.
struct migration {
  int number = 0;
  const char* name = "";
  /// SHA-256 of the file, in hex.
  const char* checksum = "";
  const char* text = "";
};

/// One file of `src/storage/sql/`; the name is `<noun>_<verb>`.
struct statement {
  const char* name = "";
  const char* text = "";
};

/// By number.
[[nodiscard]] std::span<const migration> migrations();

[[nodiscard]] std::span<const statement> statements();

} // namespace storage::pg
