#pragma once

#include "storage/pg/call_batch.hpp"
#include "storage/pg/committer.hpp"
#include "storage/pg/journal_load.hpp"

#include <cstddef>
#include <deque>
#include <string>
#include <thread>

namespace storage::pg {

/// The group commit of calls: one thread with one connection, which writes
/// whatever queued while its last commit ran.
///
/// Answers come on its thread, those of a batch together; or at once on the
/// caller's, if the write is refused.
class call_writer final : private committer {
public:
  call_writer(const std::string& url, std::size_t max_rows,
              std::size_t max_bytes, base::metrics& metrics);
  ~call_writer() override;

  void submit(call_write what, on_result<call_outcome> done);

  /// Takes no more writes (`unavailable`) and commits those that it has if the
  /// database is there, gives up what is left otherwise; all are answered when
  /// it returns. May be called again, not on its own thread.
  void close() noexcept;

private:
  static constexpr std::size_t max_batch = 256;

  void loop();
  /// Waits for writes and moves them to `pending_`; false at the end.
  bool wait_for_writes();
  /// Counts what became of the batch, and tells.
  void finish(call_batch b);
  void shed() override;

  journal_load load_;
  // Under the mutex.
  std::deque<call_item> incoming_;

  // The writer's thread only.
  std::deque<call_item> pending_;
  std::thread thread_;
};

} // namespace storage::pg
