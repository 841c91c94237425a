#include "actors/calls.hpp"

#include "actors/call.hpp"
#include "actors/people.hpp"
#include "base/log.hpp"

#include <caf/actor_cast.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>

#include <algorithm>
#include <utility>

namespace actors {

namespace {

call_actor handle_of(const caf::weak_actor_ptr& weak) {
  const auto strong = caf::actor_cast<caf::strong_actor_ptr>(weak);
  return strong ? caf::actor_cast<call_actor>(strong) : call_actor{};
}

/// Until the store is asked again.
constexpr std::chrono::seconds patience{1};

} // namespace

call_actor calls::find_or_start(const schema::call_id& id, bool dialled) {
  const std::lock_guard guard{mutex_};
  auto& there = places_[id];
  if (auto live = handle_of(there.owner))
    return live;
  // Lazy: it must not run before the lock is left, since it may end at once.
  auto fresh = system_.spawn<caf::lazy_init>(call, &env_, id, dialled);
  there.owner = caf::actor_cast<caf::weak_actor_ptr>(fresh);
  return fresh;
}

call_actor calls::owner_of(const schema::call_id& id) {
  return find_or_start(id, false);
}

call_actor calls::begin(const schema::call_id& id) {
  return find_or_start(id, true);
}

void calls::keep(const schema::call_id& id, call_actor owner) {
  const std::lock_guard guard{mutex_};
  if (closed_)
    return;
  auto& there = places_[id];
  there.owner = caf::actor_cast<caf::weak_actor_ptr>(owner);
  std::swap(there.kept, owner);
}

void calls::release(const schema::call_id& id) {
  // Whoever goes may end at once, on this thread: outside of the lock.
  call_actor gone;
  const std::lock_guard guard{mutex_};
  const auto there = places_.find(id);
  if (there != places_.end())
    std::swap(gone, there->second.kept);
}

bool calls::keeps(const schema::call_id& id) {
  const std::lock_guard guard{mutex_};
  const auto there = places_.find(id);
  return there != places_.end() && there->second.kept;
}

void calls::ask(call_request what) {
  auto asked = std::make_shared<call_request>(std::move(what));
  const auto& id = std::visit(
    [](const auto& x) -> const auto& { return target(x); }, asked->what);
  hand_over(id, asked);
}

void calls::hand_over(const schema::call_id& id, call_request_ptr what) {
  auto owner = owner_of(id);
  env_.metrics.handovers.add();
  caf::anon_send(owner, execute_atom_v, std::move(what));
}

void calls::add_name(const schema::call_id& name, schema::user_no who,
                     const schema::call_id& call) {
  const std::lock_guard guard{mutex_};
  names_[{name, who}] = call;
}

void calls::drop_name(const schema::call_id& name, schema::user_no who,
                      const schema::call_id& call) {
  const std::lock_guard guard{mutex_};
  const auto found = names_.find({name, who});
  if (found != names_.end() && found->second == call)
    names_.erase(found);
}

std::optional<schema::call_id> calls::find_named(const schema::call_id& name,
                                                 schema::user_no who) {
  const std::lock_guard guard{mutex_};
  const auto found = names_.find({name, who});
  if (found == names_.end())
    return std::nullopt;
  return found->second;
}

void calls::wake(const schema::call_id& id, std::uint64_t number) {
  // Its last reference may be this one: it ends outside of the lock.
  call_actor owner;
  const std::lock_guard guard{mutex_};
  if (const auto there = places_.find(id); there != places_.end())
    owner = handle_of(there->second.owner);
  if (owner)
    caf::anon_send(owner, wake_atom_v, number);
}

bool calls::is_later(const alarm& x, const alarm& y) {
  return x.due > y.due;
}

void calls::wake_later(const schema::call_id& id, std::uint64_t number,
                       std::chrono::milliseconds after) {
  const auto due = system_.clock().now() + after;
  const std::lock_guard guard{mutex_};
  if (closed_)
    return;
  alarms_.push_back({due, id, number});
  std::push_heap(alarms_.begin(), alarms_.end(), is_later);
  set_clock();
}

/// With the lock held.
void calls::set_clock() {
  if (alarms_.empty())
    return;
  const auto first = alarms_.front().due;
  if (clock_is_set_for_ && *clock_is_set_for_ <= first)
    return;
  clock_is_set_for_ = first;
  env_.people->wake_calls_later(
    std::max(first - system_.clock().now(), caf::timespan{0}));
}

void calls::wake_due() {
  std::vector<alarm> due;
  {
    const std::lock_guard guard{mutex_};
    const auto now = system_.clock().now();
    while (!alarms_.empty() && alarms_.front().due <= now) {
      std::pop_heap(alarms_.begin(), alarms_.end(), is_later);
      due.push_back(std::move(alarms_.back()));
      alarms_.pop_back();
    }
    // A message that was overtaken by an earlier one calls for no other.
    if (clock_is_set_for_ && *clock_is_set_for_ <= now)
      clock_is_set_for_.reset();
    set_clock();
  }
  for (const auto& x : due)
    wake(x.call, x.number);
}

void calls::take_up() {
  env_.store.list_live_calls(
    [this](const schema::result<std::vector<schema::call_ptr>>& live) {
      if (!live) {
        base::log::warning("live calls are not taken up yet", "error={}",
                           live.error().message);
        return take_up_later();
      }
      for (const auto& row : *live) {
        const auto owner = owner_of(row->id);
        keep(row->id, owner);
        caf::anon_send(owner, wake_atom_v, taken_up);
      }
    });
}

void calls::take_up_later() {
  const auto again = system_.spawn(
    [](caf::event_based_actor* self, calls* all) -> caf::behavior {
      return {
        [=](wake_atom) {
          self->quit();
          if (!all->is_closed())
            all->take_up();
        },
      };
    },
    this);
  caf::delayed_anon_send(again, patience, wake_atom_v);
}

bool calls::is_closed() {
  const std::lock_guard guard{mutex_};
  return closed_;
}

void calls::let_go() {
  std::vector<call_actor> gone;
  const std::lock_guard guard{mutex_};
  closed_ = true;
  alarms_.clear();
  for (auto& [id, there] : places_)
    gone.push_back(std::exchange(there.kept, {}));
}

void calls::forget(const schema::call_id& id, caf::actor_id who) {
  const std::lock_guard guard{mutex_};
  const auto there = places_.find(id);
  if (there != places_.end() && there->second.owner
      && there->second.owner->id() == who)
    places_.erase(there);
}

} // namespace actors
