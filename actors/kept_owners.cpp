#include "actors/kept_owners.hpp"

#include <iterator>
#include <utility>

namespace actors {

void kept_owners::keep(const schema::conversation_id& id,
                       conversation_actor owner, showcase_ptr shows) {
  // Whoever goes may end at once, on this thread: outside of the lock.
  std::list<place> gone;
  const std::lock_guard guard{mutex_};
  if (closed_)
    return;
  if (const auto found = by_id_.find(id); found != by_id_.end()) {
    order_.splice(order_.begin(), order_, found->second);
    auto& known = order_.front();
    if (shows || known.owner != owner)
      known.shows = std::move(shows);
    std::swap(known.owner, owner);
    return;
  }
  order_.push_front({id, std::move(owner), std::move(shows)});
  by_id_.emplace(id, order_.begin());
  if (order_.size() <= most_)
    return;
  by_id_.erase(order_.back().id);
  gone.splice(gone.begin(), order_, std::prev(order_.end()));
}

showcase::shown kept_owners::look(const schema::conversation_id& id) {
  const std::lock_guard guard{mutex_};
  const auto found = by_id_.find(id);
  if (found == by_id_.end() || !found->second->shows)
    return nullptr;
  order_.splice(order_.begin(), order_, found->second);
  return found->second->shows->look();
}

void kept_owners::let_go() {
  std::list<place> gone;
  const std::lock_guard guard{mutex_};
  closed_ = true;
  by_id_.clear();
  gone.swap(order_);
}

} // namespace actors
