#include "actors/kept_owners.hpp"

#include <iterator>
#include <utility>

namespace actors {

void kept_owners::keep(const schema::conversation_id& id,
                       conversation_actor owner) {
  // Whoever goes may end at once, on this thread: outside of the lock.
  std::list<place> gone;
  const std::lock_guard guard{mutex_};
  if (closed_)
    return;
  if (const auto found = by_id_.find(id); found != by_id_.end()) {
    order_.splice(order_.begin(), order_, found->second);
    std::swap(order_.front().owner, owner);
    return;
  }
  order_.push_front({id, std::move(owner)});
  by_id_.emplace(id, order_.begin());
  if (order_.size() <= most_)
    return;
  by_id_.erase(order_.back().id);
  gone.splice(gone.begin(), order_, std::prev(order_.end()));
}

void kept_owners::let_go() {
  std::list<place> gone;
  const std::lock_guard guard{mutex_};
  closed_ = true;
  by_id_.clear();
  gone.swap(order_);
}

} // namespace actors
