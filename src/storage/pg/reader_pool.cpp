#include "storage/pg/reader_pool.hpp"

#include "base/log.hpp"
#include "storage/pg/errors.hpp"

#include <algorithm>

namespace storage::pg {

void log_thrown(const std::exception& e) noexcept {
  base::log::error("a callback of the store threw", "error={}", e.what());
}

schema::error too_many_reads() {
  return {schema::errc::overloaded, "Too many requests are waiting.",
          std::chrono::seconds{1}};
}

reader_pool::reader_pool(const std::string& url, std::size_t threads,
                         std::size_t capacity)
  : url_(url),
    capacity_(capacity) {
  for (std::size_t i = 0; i < std::max<std::size_t>(threads, 1); ++i)
    threads_.emplace_back([this, i] { loop(static_cast<int>(i)); });
}

reader_pool::~reader_pool() {
  close();
}

void reader_pool::close() noexcept {
  std::deque<task> left;
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    left.swap(tasks_);
  }
  changed_.notify_all();
  for (auto& t : threads_)
    t.join();
  threads_.clear();
  for (const auto& t : left)
    t.fail({schema::errc::unavailable, "The server is shutting down."});
}

void reader_pool::push(task t, read_kind kind) {
  const auto room =
    kind == read_kind::owed ? capacity_ * owed_factor : capacity_;
  auto refusal = too_many_reads();
  {
    const std::lock_guard lock{mutex_};
    if (stopping_) {
      refusal.code = schema::errc::unavailable;
    } else if (tasks_.size() < room) {
      tasks_.push_back(std::move(t));
      changed_.notify_one();
      return;
    }
  }
  t.fail(std::move(refusal));
}

void reader_pool::loop(int index) {
  link l{url_, "reader " + std::to_string(index)};
  for (;;) {
    task t;
    {
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
      if (stopping_)
        return;
      t = std::move(tasks_.front());
      tasks_.pop_front();
    }
    carry_out(t, l);
  }
}

void reader_pool::carry_out(const task& t, link& l) {
  auto last = trouble::link_lost;
  // A connection that died while idle shows only when it is used: one more try
  // on a new one.
  for (int tries = 0; tries < 2; ++tries) {
    auto* s = l.use(link::clock::now());
    if (s == nullptr)
      break;
    try {
      t.run(*s);
      l.worked();
      return;
    } catch (const std::exception& e) {
      last = classify(e);
      log_failure(s->last_statement(), e);
    }
    if (last == trouble::link_lost)
      l.drop();
    else if (last == trouble::server_away)
      l.failed(link::clock::now());
    else if (last != trouble::again)
      break;
  }
  t.fail(to_error(last));
}

} // namespace storage::pg
