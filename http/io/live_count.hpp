#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace http::io {

/// How many connections live, for whoever waits until there is none.
/// Thread-safe.
class live_count {
public:
  void add() {
    std::lock_guard guard{mutex_};
    ++count_;
  }

  void remove() {
    std::lock_guard guard{mutex_};
    if (--count_ == 0)
      empty_.notify_all();
  }

  /// False if some live on at the deadline.
  bool wait_until_none(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock guard{mutex_};
    return empty_.wait_until(guard, deadline, [this] { return count_ == 0; });
  }

private:
  std::mutex mutex_;
  std::condition_variable empty_;
  std::size_t count_ = 0;
};

} // namespace http::io
