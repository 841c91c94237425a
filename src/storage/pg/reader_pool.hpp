#pragma once

#include "storage/pg/link.hpp"
#include "storage/store.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace storage::pg {

/// Hands `r` to a callback of the port, which must not throw: if it does, that
/// is logged and goes no further.
void log_thrown(const std::exception& e) noexcept;

template<class T>
void tell(const on_result<T>& done, schema::result<T> r) noexcept {
  try {
    done(std::move(r));
  } catch (const std::exception& e) {
    log_thrown(e);
  }
}

/// How a read is let in. A question can be asked again; what a session that
/// comes back or an owner with commands before it waits for is owed: refused,
/// it would come back at once, ten thousand of them together.
enum class read_kind { question, owed };

/// `overloaded`.
[[nodiscard]] schema::error too_many_reads();

/// A few threads with a connection each for everything that is no journal. A
/// task may run twice (the link broke during the first run): it has to bear
/// that.
class reader_pool {
public:
  reader_pool(const std::string& url, std::size_t threads,
              std::size_t capacity);
  ~reader_pool();

  reader_pool(const reader_pool&) = delete;
  reader_pool& operator=(const reader_pool&) = delete;

  /// What waits, and what comes from now on, is answered `unavailable`; what
  /// runs is done when it returns. May be called again, on no reader's thread.
  void close() noexcept;

  struct task {
    std::function<void(session&)> run;
    std::function<void(schema::error)> fail;
  };

  /// `run` may throw what pqxx throws, and may run twice. `fail` is called if
  /// it could not be done, maybe before this returns.
  void push(task t, read_kind kind);

  /// How many questions may wait.
  [[nodiscard]] std::size_t capacity() const noexcept {
    return capacity_;
  }

  /// How many times `capacity` may wait before what is owed is refused too.
  static constexpr std::size_t owed_factor = 16;

  /// `work` may throw what pqxx throws. `done` is called exactly once.
  template<class T>
  void submit(on_result<T> done,
              std::function<schema::result<T>(session&)> work,
              read_kind kind = read_kind::question) {
    auto shared = std::make_shared<on_result<T>>(std::move(done));
    push({[shared, work = std::move(work)](session& s) {
            auto r = work(s);
            tell(*shared, std::move(r));
          },
          [shared](schema::error e) {
            tell(*shared, schema::result<T>{tl::unexpect, std::move(e)});
          }},
         kind);
  }

private:
  void loop(int index);
  static void carry_out(const task& t, link& l);

  std::string url_;
  std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<task> tasks_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

} // namespace storage::pg
