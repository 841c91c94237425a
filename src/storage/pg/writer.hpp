#pragma once

#include "base/metrics.hpp"
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

/// What is in the journal, over all writers: from submission to the verdict.
class journal_load {
public:
  journal_load(std::size_t max_rows, std::size_t max_bytes,
               base::metrics& metrics);

  /// Takes room for one entry; false if there is none.
  bool reserve(std::size_t bytes) noexcept;
  void release(std::size_t rows, std::size_t bytes) noexcept;

  /// A small entry would get room now.
  [[nodiscard]] bool has_room() const noexcept;

private:
  const std::int64_t max_rows_;
  const std::int64_t max_bytes_;
  std::atomic<std::int64_t> rows_{0};
  std::atomic<std::int64_t> bytes_{0};
  base::metrics& metrics_;
};

/// One thread with one connection that commits whatever queued while its last
/// commit ran. Made and destroyed by `writers`.
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

  admission submit(post_entry entry);

  [[nodiscard]] bool away() const noexcept {
    return away_.load(std::memory_order_relaxed);
  }

private:
  static constexpr std::size_t max_batch = 256;

  void loop();
  /// Waits for entries and moves them to `pending_`; false at the end.
  bool wait_for_entries();
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
  std::deque<post_entry> incoming_;
  bool stopping_ = false;

  // The writer's thread only.
  link link_;
  std::deque<post_entry> pending_;
  bool doubt_ = false;
  std::optional<link::clock::time_point> failing_since_;
  std::thread thread_;
};

} // namespace storage::pg
