#include "storage/pg/writer.hpp"

#include "base/log.hpp"
#include "storage/pg/errors.hpp"

#include <algorithm>
#include <limits>

namespace storage::pg {

namespace {

using namespace std::chrono_literals;

/// How long entries that were never sent wait for the database to come back.
constexpr auto patience = 1s;

} // namespace

writer::writer(const std::string& url, int index, journal_load& load,
               base::metrics& metrics)
  : metrics_(metrics),
    load_(load),
    link_(url, "writer " + std::to_string(index)) {
  thread_ = std::thread{[this] { loop(); }};
}

writer::~writer() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

admission writer::submit(fenced_entry entry) {
  if (away())
    return admission::unavailable;
  const auto room = weight(entry);
  if (!load_.reserve(room)) {
    metrics_.journal_overloaded.add();
    return admission::overloaded;
  }
  bool was_empty = false;
  {
    const std::lock_guard lock{mutex_};
    if (!stopping_) {
      was_empty = incoming_.empty();
      incoming_.push_back(std::move(entry));
    } else {
      load_.release(room);
      return admission::unavailable;
    }
  }
  if (was_empty)
    changed_.notify_one();
  return admission::accepted;
}

admission writer::submit(cursor_entry entry) {
  if (away())
    return admission::unavailable;
  bool is_sooner = false;
  {
    const std::lock_guard lock{mutex_};
    if (stopping_)
      return admission::unavailable;
    if (!load_.reserve(cursors_.added_by(entry))) {
      metrics_.journal_overloaded.add();
      return admission::overloaded;
    }
    const auto due = cursors_.due();
    cursors_.put(std::move(entry), cursor_queue::clock::now());
    is_sooner = cursors_.due() < due;
  }
  if (is_sooner)
    changed_.notify_one();
  return admission::accepted;
}

void writer::loop() {
  reconnect_idle();
  while (wait_for_entries()) {
    auto b = take_batch(pending_, max_batch);
    take_cursors(b);
    if (!b.items.empty() || !b.cursors.empty())
      commit(std::move(b));
  }
}

bool writer::wait_for_entries() {
  std::unique_lock lock{mutex_};
  while (pending_.empty() && incoming_.empty() && !stopping_
         && !cursors_due()) {
    wait_for_change(lock);
    if (!link_.connected()) {
      lock.unlock();
      reconnect_idle();
      lock.lock();
    }
  }
  if (pending_.empty())
    pending_.swap(incoming_);
  else
    while (!incoming_.empty()) {
      pending_.push_back(std::move(incoming_.front()));
      incoming_.pop_front();
    }
  return !pending_.empty() || !cursors_.empty() || !stopping_;
}

void writer::wait_for_change(std::unique_lock<std::mutex>& lock) {
  auto until = cursors_.due();
  if (!link_.connected())
    until = std::min(until, link_.next_attempt());
  if (until == link::clock::time_point::max())
    changed_.wait(lock);
  else
    changed_.wait_until(lock, until);
}

bool writer::cursors_due() const {
  return cursors_.due() <= cursor_queue::clock::now();
}

void writer::take_cursors(batch& b) {
  const std::lock_guard lock{mutex_};
  const bool rides = !b.chains.empty() && b.kind == batch_kind::posts;
  if (rides || stopping_ || cursors_due())
    b.cursors = cursors_.take(max_cursors,
                              stopping_ ? cursor_queue::clock::time_point::max()
                                        : cursor_queue::clock::now());
}

void writer::commit(batch b) {
  doubt_ = false;
  failing_since_.reset();
  settle(b, *this);
  take_followers(b, pending_);
  {
    const std::lock_guard lock{mutex_};
    take_followers(b, incoming_);
  }
  count(b);
  load_.release(weight(b));
  pg::answer(b);
}

void writer::count(const batch& b) {
  metrics_.journal_cursors.add(b.cursors_moved);
  std::uint64_t given_up = 0;
  const auto add = [&](std::optional<verdict> v, base::counter* committed) {
    switch (v.value_or(verdict::unavailable)) {
    case verdict::committed:
      if (committed != nullptr)
        committed->add();
      break;
    case verdict::stale:
      metrics_.journal_stale.add();
      break;
    case verdict::duplicate:
      metrics_.journal_duplicates.add();
      break;
    case verdict::refused:
      metrics_.journal_refused.add();
      break;
    case verdict::unavailable:
      ++given_up;
      break;
    }
  };
  for (const auto& item : b.items)
    add(item.verdict, &metrics_.journal_rows);
  for (const auto& item : b.cursors)
    add(item.verdict, nullptr);
  metrics_.journal_unavailable.add(given_up);
  if (given_up > 0)
    base::log::warning("journal gave up entries", "rows={} in_doubt={}",
                       given_up, doubt_);
}

executor::answer writer::run(const std::function<void(session&)>& work,
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

std::optional<executor::answer> writer::judge(const std::exception& e,
                                              const session& s, bool writes) {
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

session* writer::wait_for_session() {
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

bool writer::wait_until(link::clock::time_point time) {
  std::unique_lock lock{mutex_};
  // Once stopping, the wait for the one last attempt is not cut short.
  if (stopping_)
    return changed_.wait_until(lock, time, [] { return false; });
  return changed_.wait_until(lock, time, [this] { return stopping_; });
}

bool writer::stopping() {
  const std::lock_guard lock{mutex_};
  return stopping_;
}

void writer::reconnect_idle() {
  away_ = link_.use(link::clock::now()) == nullptr;
}

void writer::shed() {
  batch b;
  {
    const std::lock_guard lock{mutex_};
    for (auto* queue : {&pending_, &incoming_}) {
      for (auto& entry : *queue)
        b.items.push_back({std::move(entry)});
      queue->clear();
    }
    b.cursors = cursors_.take(std::numeric_limits<std::size_t>::max(),
                              cursor_queue::clock::time_point::max());
  }
  if (b.items.empty() && b.cursors.empty())
    return;
  count(b);
  load_.release(weight(b));
  pg::answer(b);
}

} // namespace storage::pg
