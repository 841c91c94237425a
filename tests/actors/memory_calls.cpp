#include "memory_calls.hpp"

namespace fixtures {

using storage::call_outcome;
using storage::call_verdict;

schema::call_ptr memory_calls::find(const schema::call_id& id) const {
  const auto found = rows_.find(id);
  return found == rows_.end() ? nullptr : found->second;
}

schema::call_ptr memory_calls::find_live(schema::user_no who) const {
  const auto found = parties_.find(who.value);
  return found == parties_.end() ? nullptr : find(found->second);
}

std::vector<schema::call_ptr> memory_calls::list_live() const {
  std::vector<schema::call_ptr> live;
  for (const auto& [id, row] : rows_)
    if (row->is_live())
      live.push_back(row);
  return live;
}

call_outcome memory_calls::put(const storage::call_write& what) {
  const auto& row = *what.row;
  const auto stored = find(row.id);
  if (what.expected) {
    if (!stored || stored->version != *what.expected)
      return {call_verdict::stale, stored};
  } else if (stored) {
    return {call_verdict::id_taken, stored};
  } else if (row.channel && channels_.contains(*row.channel)) {
    return {call_verdict::channel_taken, nullptr};
  }
  for (const auto who : what.takes)
    if (auto other = find_live(who))
      return {call_verdict::busy, other};
  if (row.channel)
    channels_.insert(*row.channel);
  for (const auto who : what.takes)
    parties_[who.value] = row.id;
  for (const auto who : what.frees)
    parties_.erase(who.value);
  if (!what.expected)
    latest_ = row.id;
  rows_[row.id] = what.row;
  return {call_verdict::committed, what.row};
}

} // namespace fixtures
