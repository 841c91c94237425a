#include "storage/pg/cursor_queue.hpp"

#include <algorithm>
#include <functional>

namespace storage::pg {

namespace {

/// Of equal places the earlier stands: it was reached then.
bool advance(cursor_item::place& p, std::optional<schema::message_seq> seq,
             schema::timestamp at) {
  if (!seq || seq->value <= p.seq)
    return false;
  p = {seq->value, at};
  return true;
}

cursor_key key_of(const cursor_entry& e) {
  return {e.conversation.value, e.who.value};
}

} // namespace

load weight(const cursor_item& item) noexcept {
  return {1, sizeof(cursor_item)
               + item.waiters.size() * sizeof(cursor_item::waiter)};
}

std::size_t
cursor_queue::key_hash::operator()(const cursor_key& x) const noexcept {
  const std::hash<std::int64_t> h;
  return h(x.conversation) * 0x9E3779B97F4A7C15u ^ h(x.who);
}

load cursor_queue::added_by(const cursor_entry& entry) const {
  load added;
  if (!by_key_.contains(key_of(entry)))
    added += {1, sizeof(cursor_item)};
  if (entry.receiver != nullptr)
    added += {0, sizeof(cursor_item::waiter)};
  return added;
}

void cursor_queue::put(cursor_entry entry, clock::time_point now) {
  const bool reads = entry.read.has_value();
  const auto due = now + (reads ? read_patience : delivered_patience);
  auto& wanted = reads ? reads_ : delivered_;
  const auto [i, is_new] = by_key_.try_emplace(key_of(entry));
  auto& where = i->second;
  if (is_new) {
    where = {wanted.insert(wanted.end(), {{.key = i->first}, due}), reads};
  } else if (reads && !where.reads && due < where.at->due) {
    where.at->due = due;
    reads_.splice(reads_.end(), delivered_, where.at);
    where.reads = true;
  }
  auto& item = where.at->item;
  if (advance(item.read, entry.read, entry.at))
    item.marked = entry.marked;
  advance(item.delivered, entry.delivered, entry.at);
  if (entry.receiver != nullptr)
    item.waiters.push_back({entry.token, std::move(entry.receiver)});
}

cursor_queue::clock::time_point cursor_queue::due() const noexcept {
  auto first = clock::time_point::max();
  for (const auto* l : {&reads_, &delivered_})
    if (!l->empty())
      first = std::min(first, l->front().due);
  return first;
}

cursor_queue::list* cursor_queue::first_due(clock::time_point now) noexcept {
  constexpr auto early = delivered_patience - delivered_merging;
  const bool ripe =
    !delivered_.empty() && delivered_.front().due - early <= now;
  if (reads_.empty())
    return ripe ? &delivered_ : nullptr;
  if (!ripe)
    return &reads_;
  return reads_.front().due <= delivered_.front().due ? &reads_ : &delivered_;
}

std::vector<cursor_item> cursor_queue::take(std::size_t max,
                                            clock::time_point now) {
  std::vector<cursor_item> out;
  while (out.size() < max) {
    auto* from = first_due(now);
    if (from == nullptr)
      break;
    by_key_.erase(from->front().item.key);
    out.push_back(std::move(from->front().item));
    from->pop_front();
  }
  std::sort(
    out.begin(), out.end(),
    [](const cursor_item& a, const cursor_item& b) { return a.key < b.key; });
  return out;
}

} // namespace storage::pg
