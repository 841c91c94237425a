#include "storage/pg/writer.hpp"

#include "base/log.hpp"

#include <limits>

namespace storage::pg {

writer::writer(const std::string& url, int index, journal_load& load,
               base::metrics& metrics)
  : committer(url, "writer " + std::to_string(index), metrics),
    load_(load) {
  thread_ = std::thread{[this] { loop(); }};
}

writer::~writer() {
  stop();
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
  while (pending_.empty() && incoming_.empty() && !stopping_ && !cursors_due())
    idle(lock, cursors_.due());
  if (pending_.empty())
    pending_.swap(incoming_);
  else
    while (!incoming_.empty()) {
      pending_.push_back(std::move(incoming_.front()));
      incoming_.pop_front();
    }
  return !pending_.empty() || !cursors_.empty() || !stopping_;
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
  begin_batch();
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
                       given_up, in_doubt());
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
