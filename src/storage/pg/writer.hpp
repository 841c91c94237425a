#pragma once

#include "storage/pg/journal_load.hpp"
#include "storage/pg/link.hpp"
#include "storage/pg/settle.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

namespace storage::pg {

/// One thread with one connection that commits whatever queued while its last
/// commit ran. Made and destroyed by `writers`.
///
/// Cursors wait for a commit of posts and share it, or get their own when they
/// are due.
///
/// While the database is away, the entries that were never sent are answered
/// `unavailable` after a second and new ones are not taken. A batch in doubt
/// is held, and everything behind it, until the database tells.
class writer final : private executor {
public:
  writer(const std::string& url, int index, journal_load& load,
         base::metrics& metrics);
  /// Takes no more entries, commits those that it has if the database is
  /// there, gives up what is left otherwise.
  ~writer() override;

  writer(const writer&) = delete;
  writer& operator=(const writer&) = delete;

  admission submit(fenced_entry entry);
  admission submit(cursor_entry entry);

  [[nodiscard]] bool away() const noexcept {
    return away_.load(std::memory_order_relaxed);
  }

private:
  static constexpr std::size_t max_batch = 256;
  static constexpr std::size_t max_cursors = 512;

  void loop();
  /// Waits for entries and moves them to `pending_`, or until cursors are due;
  /// false at the end.
  bool wait_for_entries();
  void wait_for_change(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] bool cursors_due() const;
  /// Those that are due, or all that find room if the batch is of posts.
  void take_cursors(batch& b);
  void commit(batch b);
  void count(const batch& b);

  answer run(const std::function<void(session&)>& work, bool writes) override;

  bool in_doubt() const override {
    return doubt_;
  }

  /// What to do about an exception; nothing = run the work again.
  std::optional<answer> judge(const std::exception& e, const session& s,
                              bool writes);
  /// Null if the batch is to be given up.
  session* wait_for_session();
  /// True if stopping.
  bool wait_until(link::clock::time_point time);
  bool stopping();
  void reconnect_idle();
  /// Answers everything that was never sent with `unavailable`.
  void shed();

  base::metrics& metrics_;
  journal_load& load_;
  std::atomic<bool> away_{false};

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<fenced_entry> incoming_;
  cursor_queue cursors_;
  bool stopping_ = false;

  // The writer's thread only.
  link link_;
  std::deque<fenced_entry> pending_;
  bool doubt_ = false;
  std::optional<link::clock::time_point> failing_since_;
  std::thread thread_;
};

} // namespace storage::pg
