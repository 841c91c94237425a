#pragma once

#include "actors/context.hpp"
#include "actors/interfaces.hpp"

#include <caf/actor_clock.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/actor_system.hpp>

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace actors {

/// The number of the wake-up of a call that this server takes up: no timer has
/// it.
inline constexpr std::uint64_t taken_up = 0;

/// Where the live calls are: id → owner. A live call has to meet its deadlines
/// though no socket uses it, so it is kept alive here until it has ended, and
/// all have heard of that who can; others are held weakly, as in the directory.
/// Thread-safe.
class calls {
public:
  calls(caf::actor_system& system, const context& env)
    : system_(system),
      env_(env) {
    // nop
  }

  /// The owner of a call that may be stored; started if it is not there.
  [[nodiscard]] call_actor owner_of(const schema::call_id& id);

  /// Asks a call that may exist; the answer goes by the route.
  void ask(call_request what);

  /// The same for one that was asked of another call.
  void hand_over(const schema::call_id& id, call_request_ptr what);

  /// What `who` says of `name` is said of `call` until that is dropped: they
  /// dialled by that name, and came to be in this one. But to hang up by it is
  /// only to withdraw that dialling.
  void add_name(const schema::call_id& name, schema::user_no who,
                const schema::call_id& call);
  void drop_name(const schema::call_id& name, schema::user_no who,
                 const schema::call_id& call);
  [[nodiscard]] std::optional<schema::call_id>
  find_named(const schema::call_id& name, schema::user_no who);

  /// An owner for a call that is about to be dialled.
  [[nodiscard]] call_actor begin(const schema::call_id& id);

  /// Keeps an owner until it is released.
  void keep(const schema::call_id& id, call_actor owner);
  void release(const schema::call_id& id);
  [[nodiscard]] bool keeps(const schema::call_id& id);

  /// Wakes an owner that is there.
  void wake(const schema::call_id& id, std::uint64_t number);

  /// The same after a while, if the owner is there by then. Its id stands for
  /// it: even a weak handle would keep the memory of thousands of calls that
  /// have ended.
  void wake_later(const schema::call_id& id, std::uint64_t number,
                  std::chrono::milliseconds after);

  /// Wakes those whose time has come.
  void wake_due();

  /// Takes up all that were live when a server stopped: now, or as soon as
  /// the store can say which.
  void take_up();

  /// Keeps none any more, from now on.
  void let_go();

  /// Called by an owner that ends; `who` keeps a successor from being
  /// forgotten in its place.
  void forget(const schema::call_id& id, caf::actor_id who);

private:
  using time = caf::actor_clock::time_point;

  struct alarm {
    time due;
    schema::call_id call;
    std::uint64_t number;
  };

  struct place {
    caf::weak_actor_ptr owner;
    call_actor kept;
  };

  [[nodiscard]] static bool is_later(const alarm& x, const alarm& y);
  void set_clock();
  void take_up_later();
  [[nodiscard]] bool is_closed();
  [[nodiscard]] call_actor find_or_start(const schema::call_id& id,
                                         bool dialled);

  caf::actor_system& system_;
  const context& env_;
  std::mutex mutex_;
  bool closed_ = false;
  std::map<schema::call_id, place> places_;
  /// Of calls whose owners are there.
  std::map<std::pair<schema::call_id, schema::user_no>, schema::call_id> names_;
  /// A heap, the earliest first. CAF's clock is a thread of its own, which it
  /// takes a wake-up to tell of each: so it knows of one at a time.
  std::vector<alarm> alarms_;
  /// When the clock comes back at the earliest.
  std::optional<time> clock_is_set_for_;
};

} // namespace actors
