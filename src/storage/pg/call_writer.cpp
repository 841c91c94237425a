#include "storage/pg/call_writer.hpp"

#include "base/log.hpp"
#include "storage/pg/errors.hpp"
#include "storage/pg/reader_pool.hpp"
#include "storage/pg/settle_calls.hpp"

namespace storage::pg {

namespace {

using result = schema::result<call_outcome>;

void refuse(const on_result<call_outcome>& done, schema::error why) {
  tell(done, result{tl::unexpect, std::move(why)});
}

schema::error too_many() {
  return {schema::errc::overloaded, "Too many calls change at once.",
          std::chrono::seconds{1}};
}

schema::error shutting_down() {
  return {schema::errc::unavailable, "The server is shutting down.",
          std::chrono::seconds{1}};
}

} // namespace

call_writer::call_writer(const std::string& url, std::size_t max_rows,
                         std::size_t max_bytes, base::metrics& metrics)
  : committer(url, "calls", metrics),
    load_(max_rows, max_bytes, metrics) {
  thread_ = std::thread{[this] { loop(); }};
}

call_writer::~call_writer() {
  close();
}

void call_writer::close() noexcept {
  stop();
  if (thread_.joinable())
    thread_.join();
}

void call_writer::submit(call_write what, on_result<call_outcome> done) {
  if (!is_well_formed(what))
    return refuse(done, {schema::errc::validation_failed,
                         "A call must not contain U+0000"});
  if (away())
    return refuse(done, to_error(trouble::server_away));
  const auto room = weight(what);
  if (!load_.reserve(room)) {
    metrics_.journal_overloaded.add();
    return refuse(done, too_many());
  }
  std::unique_lock lock{mutex_};
  if (stopping_) {
    lock.unlock();
    load_.release(room);
    return refuse(done, shutting_down());
  }
  const bool was_empty = incoming_.empty();
  incoming_.push_back({std::move(what), std::move(done)});
  lock.unlock();
  if (was_empty)
    changed_.notify_one();
}

void call_writer::loop() {
  reconnect_idle();
  while (wait_for_writes()) {
    auto b = take_calls(pending_, max_batch);
    begin_batch();
    settle(b, *this);
    finish(std::move(b));
  }
}

bool call_writer::wait_for_writes() {
  std::unique_lock lock{mutex_};
  while (pending_.empty() && incoming_.empty() && !stopping_)
    idle(lock);
  if (pending_.empty())
    pending_.swap(incoming_);
  for (auto& item : incoming_)
    pending_.push_back(std::move(item));
  incoming_.clear();
  return !pending_.empty();
}

void call_writer::finish(call_batch b) {
  std::uint64_t given_up = 0;
  for (const auto& item : b) {
    load_.release(weight(item.what));
    if (!item.answer)
      ++given_up;
    else if (!*item.answer)
      metrics_.journal_refused.add();
    else if ((*item.answer)->verdict == call_verdict::committed)
      metrics_.calls_written.add();
    else
      metrics_.calls_hindered.add();
  }
  metrics_.journal_unavailable.add(given_up);
  if (given_up > 0)
    base::log::warning("changes to calls were given up", "rows={} in_doubt={}",
                       given_up, in_doubt());
  pg::answer(b);
}

void call_writer::shed() {
  call_batch b;
  {
    const std::lock_guard lock{mutex_};
    for (auto* queue : {&pending_, &incoming_}) {
      std::move(queue->begin(), queue->end(), std::back_inserter(b));
      queue->clear();
    }
  }
  if (!b.empty())
    finish(std::move(b));
}

} // namespace storage::pg
