#pragma once

#include <functional>
#include <mutex>
#include <utility>

namespace http {

/// Tells who waits with an answer that the client has hung up. Thread-safe.
class hangup {
public:
  /// `f` runs once the client is gone, on the thread that finds out; at once
  /// if it is gone already.
  void on_gone(std::function<void()> f) {
    {
      std::lock_guard guard{mutex_};
      if (!gone_) {
        told_ = std::move(f);
        return;
      }
    }
    f();
  }

  void tell() {
    std::function<void()> f;
    {
      std::lock_guard guard{mutex_};
      gone_ = true;
      f = std::move(told_);
    }
    if (f)
      f();
  }

private:
  std::mutex mutex_;
  std::function<void()> told_;
  bool gone_ = false;
};

} // namespace http
