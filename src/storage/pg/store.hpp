#pragma once

#include "base/metrics.hpp"
#include "storage/store.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace storage::pg {

struct options {
  std::string database_url;
  /// Threads with a connection each: of the journal, and for all that reads.
  std::size_t writers = 2;
  std::size_t readers = 2;
  /// Bounds over the whole journal, from submission to the verdict.
  std::size_t journal_max_rows = 20'000;
  std::size_t journal_max_bytes = 64u << 20;
  /// Bounds of changes to calls, from `put_call` to its answer.
  std::size_t calls_max_rows = 20'000;
  std::size_t calls_max_bytes = 64u << 20;
  /// Bounds of what waits for a reader (what is owed may wait in 16 times the
  /// number) and for a sign-in.
  std::size_t max_queued_reads = 4'096;
  std::size_t max_queued_sign_ins = 20'000;
};

/// The store on PostgreSQL. `metrics` outlives it. Fails with a sentence that
/// says what to do if the database cannot be reached or does not have exactly
/// the migrations of this program; once made, it bears that the database goes
/// and comes.
///
/// Destroying it commits what the journal has accepted if the database is
/// there; every callback and verdict has been given when the destructor
/// returns.
[[nodiscard]] schema::result<std::unique_ptr<store>>
make_store(options o, base::metrics& metrics);

} // namespace storage::pg
