#include "actors/budgets.hpp"

#include <algorithm>

namespace actors {

std::shared_ptr<domain::budget> budgets::of(schema::user_no who,
                                            schema::steady_time now) {
  auto& mine = shards_[static_cast<std::size_t>(who.value) % shards_.size()];
  const std::lock_guard lock{mine.mutex};
  if (mine.kept.size() >= mine.sweep_at) {
    std::erase_if(mine.kept, [&](const auto& entry) {
      return entry.second.use_count() == 1 && entry.second->is_full(now);
    });
    mine.sweep_at = std::max<std::size_t>(64, 2 * mine.kept.size());
  }
  auto& budget = mine.kept[who];
  if (!budget)
    budget = std::make_shared<domain::budget>(limit_, window_, things_);
  return budget;
}

std::size_t budgets::size() const {
  std::size_t all = 0;
  for (const auto& x : shards_) {
    const std::lock_guard lock{x.mutex};
    all += x.kept.size();
  }
  return all;
}

} // namespace actors
