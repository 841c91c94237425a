#include "actors/borrowed_thread.hpp"

#include <caf/actor_registry.hpp>

#include <chrono>
#include <utility>

namespace actors {

borrowed_thread::borrowed_thread(caf::actor_system& system)
  : abstract_coordinator(system),
    execution_unit(&system) {
  // nop
}

caf::actor_system::module* borrowed_thread::make(caf::actor_system& system,
                                                 caf::detail::type_list<>) {
  return new borrowed_thread(system);
}

void borrowed_thread::push(caf::resumable* job) {
  const std::lock_guard guard{mutex_};
  const bool first = jobs_.empty();
  jobs_.push_back(job);
  has_jobs_.store(true);
  if (!first)
    return;
  came_.notify_all();
  if (wake_)
    wake_();
}

void borrowed_thread::enqueue(caf::resumable* job) {
  push(job);
}

void borrowed_thread::exec_later(caf::resumable* job) {
  push(job);
}

bool borrowed_thread::has_work() const noexcept {
  return has_jobs_.load();
}

void borrowed_thread::on_work(std::function<void()> wake) {
  const std::lock_guard guard{mutex_};
  wake_ = std::move(wake);
}

void borrowed_thread::run_some() noexcept {
  {
    const std::lock_guard guard{mutex_};
    running_.swap(jobs_);
    has_jobs_.store(false);
  }
  for (auto* job : running_) {
    // The queue held a reference, which goes on if the actor has more to do.
    if (job->resume(this, max_throughput_) == caf::resumable::resume_later)
      push(job);
    else
      caf::intrusive_ptr_release(job);
  }
  running_.clear();
}

void borrowed_thread::run_until_none() {
  using namespace std::chrono_literals;
  while (abstract_coordinator::system().registry().running() > 0) {
    run_some();
    std::unique_lock lock{mutex_};
    came_.wait_for(lock, 10ms, [this] { return !jobs_.empty(); });
  }
}

caf::actor_clock& borrowed_thread::clock() noexcept {
  return clock_;
}

void borrowed_thread::start() {
  timers_ = std::thread{[this] { clock_.run_dispatch_loop(); }};
  abstract_coordinator::start();
}

void borrowed_thread::stop() {
  // CAF's own helpers end here; nobody lends a thread any more.
  while (has_work())
    run_some();
  stop_actors();
  while (has_work())
    run_some();
  clock_.cancel_dispatch_loop();
  timers_.join();
}

} // namespace actors
