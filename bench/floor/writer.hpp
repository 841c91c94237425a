#pragma once

#include "floor/post.hpp"
#include "floor/schema.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace bench {

/// A thread with one connection, which commits whatever queued while its last
/// commit ran, at most 256 messages at a time. A commit that fails ends the
/// program: a yardstick that errs is none.
class writer {
public:
  /// Called on the writer's thread with what is now on disk.
  using committed = std::function<void(std::vector<post>)>;

  writer(const std::string& url, committed done);
  ~writer();
  writer(const writer&) = delete;
  writer& operator=(const writer&) = delete;

  /// Takes all of `posts` and leaves it empty. Any thread.
  void submit(std::vector<post>& posts);

private:
  void work();
  std::vector<post> next_batch();
  void commit(std::vector<post>& batch);

  committed done_;
  pg_connection connection_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<post> queue_;
  bool stop_ = false;
  std::thread thread_;
};

} // namespace bench
