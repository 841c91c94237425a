#pragma once

#include "actors/actor_timers.hpp"
#include "actors/runner.hpp"

#include <caf/actor_system.hpp>
#include <caf/detail/type_list.hpp>
#include <caf/execution_unit.hpp>
#include <caf/resumable.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace actors {

/// A scheduler of CAF without workers: its actors run when somebody lends a
/// thread. Their timers have a thread of their own, as in CAF's scheduler.
class borrowed_thread final : public caf::scheduler::abstract_coordinator,
                              public caf::execution_unit,
                              public runner {
public:
  explicit borrowed_thread(caf::actor_system& system);

  /// For actor_system_config::load.
  static caf::actor_system::module* make(caf::actor_system& system,
                                         caf::detail::type_list<>);

  // -- runner -----------------------------------------------------------------

  void run_some() noexcept override;
  [[nodiscard]] bool has_work() const noexcept override;
  void on_work(std::function<void()> wake) override;

  /// Runs actors on this thread until no counted one is left.
  void run_until_none();

  // -- caf::execution_unit ----------------------------------------------------

  void exec_later(caf::resumable* job) override;

  // -- caf::scheduler::abstract_coordinator -----------------------------------

  void enqueue(caf::resumable* job) override;
  caf::actor_clock& clock() noexcept override;
  void start() override;
  void stop() override;

private:
  void push(caf::resumable* job);

  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<caf::resumable*> jobs_;
  std::function<void()> wake_;
  std::atomic<bool> has_jobs_{false};
  /// The turn's, by the lending thread.
  std::vector<caf::resumable*> running_;

  actor_timers clock_;
  std::thread timers_;
};

} // namespace actors
