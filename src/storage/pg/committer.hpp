#pragma once

#include "base/metrics.hpp"
#include "storage/pg/link.hpp"
#include "storage/pg/settle.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>

namespace storage::pg {

/// The part of a thread that commits which all such threads have in common: a
/// connection, on which work is run until the server has answered it.
///
/// While the database is away, what was never sent is given up after a second
/// (`shed`), and nothing new ought to be taken (`away`). A batch in doubt is
/// held, and everything behind it, until the database tells.
///
/// The thread belongs to whoever derives from it; but for `away` and `stop`
/// everything is for that thread.
class committer : protected executor {
public:
  committer(const committer&) = delete;
  committer& operator=(const committer&) = delete;

  [[nodiscard]] bool away() const noexcept {
    return away_.load(std::memory_order_relaxed);
  }

protected:
  committer(const std::string& url, const std::string& name,
            base::metrics& metrics);
  ~committer() override = default;

  /// From now on the database is tried once more for each batch, no longer.
  void stop();

  /// What follows belongs to another batch.
  void begin_batch();

  answer run(const std::function<void(session&)>& work, bool writes) override;

  [[nodiscard]] bool in_doubt() const override {
    return doubt_;
  }

  /// Waits for `changed_`, until `time` at most; connects, if an attempt is
  /// due. `lock` holds `mutex_`.
  void idle(std::unique_lock<std::mutex>& lock,
            link::clock::time_point time = link::clock::time_point::max());
  void reconnect_idle();

  base::metrics& metrics_;
  /// For the queues of whoever derives from it, too.
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;

private:
  /// Answers everything that was never sent with `unavailable`.
  virtual void shed() = 0;

  /// What to do about an exception; nothing = run the work again.
  std::optional<answer> judge(const std::exception& e, const session& s,
                              bool writes);
  /// Null if the batch is to be given up.
  session* wait_for_session();
  void wait_until(link::clock::time_point time);
  bool stopping();

  std::atomic<bool> away_{false};
  link link_;
  bool doubt_ = false;
  std::optional<link::clock::time_point> failing_since_;
};

} // namespace storage::pg
