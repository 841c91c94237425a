#pragma once

#include "storage/pg/committer.hpp"
#include "storage/pg/journal_load.hpp"

#include <cstddef>
#include <deque>
#include <string>
#include <thread>

namespace storage::pg {

/// One thread with one connection that commits whatever queued while its last
/// commit ran. Made and destroyed by `writers`.
///
/// Cursors wait for a commit of posts and share it, or get their own when they
/// are due.
class writer final : private committer {
public:
  writer(const std::string& url, int index, journal_load& load,
         base::metrics& metrics);
  /// Takes no more entries, commits those that it has if the database is
  /// there, gives up what is left otherwise.
  ~writer() override;

  admission submit(fenced_entry entry);
  admission submit(cursor_entry entry);

  using committer::away;
  using committer::stop;

private:
  static constexpr std::size_t max_batch = 256;
  static constexpr std::size_t max_cursors = 512;

  void loop();
  /// Waits for entries and moves them to `pending_`, or until cursors are due;
  /// false at the end.
  bool wait_for_entries();
  [[nodiscard]] bool cursors_due() const;
  /// Those that are due, or all that find room if the batch is of posts.
  void take_cursors(batch& b);
  void commit(batch b);
  void count(const batch& b);
  void shed() override;

  journal_load& load_;
  // Under the mutex.
  std::deque<fenced_entry> incoming_;
  cursor_queue cursors_;

  // The writer's thread only.
  std::deque<fenced_entry> pending_;
  std::thread thread_;
};

} // namespace storage::pg
