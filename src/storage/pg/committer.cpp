#include "storage/pg/committer.hpp"

#include "storage/pg/errors.hpp"

#include <algorithm>

namespace storage::pg {

namespace {

using namespace std::chrono_literals;

/// How long entries that were never sent wait for the database to come back.
constexpr auto patience = 1s;

} // namespace

committer::committer(const std::string& url, const std::string& name,
                     base::metrics& metrics)
  : metrics_(metrics),
    link_(url, name) {
  // nop
}

void committer::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
}

void committer::begin_batch() {
  doubt_ = false;
  failing_since_.reset();
}

executor::answer committer::run(const std::function<void(session&)>& work,
                                bool writes) {
  while (auto* s = wait_for_session()) {
    try {
      work(*s);
      link_.worked();
      if (writes)
        metrics_.journal_commits.add();
      return answer::done;
    } catch (const std::exception& e) {
      if (const auto a = judge(e, *s, writes))
        return *a;
    }
  }
  return answer::given_up;
}

std::optional<executor::answer>
committer::judge(const std::exception& e, const session& s, bool writes) {
  const auto now = link::clock::now();
  const auto t = classify(e);
  // A unique violation is how a duplicate shows: nothing to tell of.
  if (t != trouble::unique && !failing_since_)
    log_failure(s.last_statement(), e);
  switch (t) {
  case trouble::link_lost:
    if (writes && !doubt_)
      metrics_.journal_in_doubt.add();
    doubt_ = doubt_ || writes;
    link_.drop();
    return std::nullopt;
  case trouble::again:
    return std::nullopt;
  case trouble::server_away:
    link_.failed(now);
    away_ = true;
    if (!failing_since_)
      failing_since_ = now;
    if (!doubt_ && now - *failing_since_ >= patience)
      return answer::given_up;
    return std::nullopt;
  case trouble::unique:
    return answer::unique;
  case trouble::values:
  case trouble::defect:
    break;
  }
  return answer::refused;
}

session* committer::wait_for_session() {
  for (;;) {
    const bool last_try = stopping();
    const auto now = link::clock::now();
    const bool due = now >= link_.next_attempt();
    if (auto* s = link_.use(now)) {
      away_ = false;
      return s;
    }
    away_ = true;
    if (last_try && due)
      return nullptr;
    if (link::clock::now() - link_.away_since() >= patience) {
      shed();
      if (!doubt_)
        return nullptr;
    }
    wait_until(link_.next_attempt());
  }
}

void committer::wait_until(link::clock::time_point time) {
  std::unique_lock lock{mutex_};
  // Once stopping, the wait for the one last attempt is not cut short.
  const bool was_stopping = stopping_;
  changed_.wait_until(lock, time, [&] { return stopping_ && !was_stopping; });
}

bool committer::stopping() {
  const std::lock_guard lock{mutex_};
  return stopping_;
}

void committer::idle(std::unique_lock<std::mutex>& lock,
                     link::clock::time_point time) {
  if (!link_.connected())
    time = std::min(time, link_.next_attempt());
  if (time == link::clock::time_point::max())
    changed_.wait(lock);
  else
    changed_.wait_until(lock, time);
  if (link_.connected())
    return;
  lock.unlock();
  reconnect_idle();
  lock.lock();
}

void committer::reconnect_idle() {
  away_ = link_.use(link::clock::now()) == nullptr;
}

} // namespace storage::pg
