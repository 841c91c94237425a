#include "storage/pg/batch.hpp"

#include "base/log.hpp"
#include "base/random.hpp"
#include "storage/pg/array_literal.hpp"

#include <algorithm>
#include <span>
#include <unordered_map>

namespace storage::pg {

namespace {

/// How far into the queue a batch looks for entries that fit: where all wait
/// for one conversation, looking through all of them per commit would cost
/// more than the commit.
constexpr std::size_t max_looked_at = 1024;

bool is_well_formed(const post_entry& e) {
  if (e.post == nullptr)
    return false;
  const auto& m = e.post->message;
  return m.rev.value == e.expected.value + 1 && m.seq.value > 0
         && !has_nul(m.content) && !(m.media_url && has_nul(*m.media_url));
}

/// True if `next` may be written behind `last` under one fence.
bool follows(const post_entry& last, const post_entry& next) {
  return next.expected.value == last.expected.value + 1
         && next.post->message.seq.value == last.post->message.seq.value + 1;
}

class taking {
public:
  explicit taking(batch& out) : out_(out) {
    // nop
  }

  /// False if the entry has to wait for the next batch.
  bool take(post_entry& e) {
    if (!is_well_formed(e)) {
      base::log::error("journal entry is malformed", "token={} expected={}",
                       e.token, e.expected.value);
      out_.items.push_back({std::move(e), verdict::refused});
      return true;
    }
    const auto key = e.post->message.conversation.value;
    auto [i, is_new] = chain_of_.try_emplace(key, out_.chains.size());
    if (is_new) {
      out_.chains.push_back({key, {}});
    } else if (i->second == waits) {
      return false;
    } else if (!follows(last(i->second), e)) {
      i->second = waits;
      return false;
    }
    out_.chains[i->second].items.push_back(out_.items.size());
    out_.items.push_back({std::move(e)});
    return true;
  }

private:
  static constexpr auto waits = static_cast<std::size_t>(-1);

  const post_entry& last(std::size_t chain) const {
    return out_.items[out_.chains[chain].items.back()].entry;
  }

  batch& out_;
  std::unordered_map<std::int64_t, std::size_t> chain_of_;
};

/// Outcomes by receiver, in the order in which both came.
class answering {
public:
  void add(verdict_receiver* receiver, outcome o) {
    if (receiver == nullptr)
      return;
    const auto [i, is_new] = index_.try_emplace(receiver, by_receiver_.size());
    if (is_new)
      by_receiver_.emplace_back(receiver, std::vector<outcome>{});
    by_receiver_[i->second].second.push_back(std::move(o));
  }

  void tell() {
    for (auto& [receiver, outcomes] : by_receiver_)
      receiver->on_outcomes(std::move(outcomes));
  }

private:
  std::vector<std::pair<verdict_receiver*, std::vector<outcome>>> by_receiver_;
  std::unordered_map<verdict_receiver*, std::size_t> index_;
};

} // namespace

batch take_batch(std::deque<post_entry>& pending, std::size_t max_rows) {
  batch out;
  base::fill_random(out.id);
  taking t{out};
  std::size_t seen = 0;
  std::vector<post_entry> waiting;
  while (seen < pending.size() && seen < max_looked_at
         && out.items.size() < max_rows) {
    if (!t.take(pending[seen]))
      waiting.push_back(std::move(pending[seen]));
    ++seen;
  }
  pending.erase(pending.begin(),
                pending.begin() + static_cast<std::ptrdiff_t>(seen));
  pending.insert(pending.begin(), std::make_move_iterator(waiting.begin()),
                 std::make_move_iterator(waiting.end()));
  std::sort(out.chains.begin(), out.chains.end(),
            [](const chain& a, const chain& b) { return a.key < b.key; });
  return out;
}

void take_followers(batch& done, std::deque<post_entry>& pending) {
  std::unordered_map<std::int64_t, std::size_t> broken;
  for (std::size_t i = 0; i < done.items.size(); ++i) {
    const auto& item = done.items[i];
    if (item.entry.post == nullptr)
      continue;
    const auto key = item.entry.post->message.conversation.value;
    if (item.verdict == verdict::committed)
      broken.erase(key);
    else
      broken[key] = i;
  }
  if (broken.empty())
    return;
  std::erase_if(pending, [&](post_entry& e) {
    if (e.post == nullptr)
      return false;
    const auto hit = broken.find(e.post->message.conversation.value);
    if (hit == broken.end() || !follows(done.items[hit->second].entry, e))
      return false;
    const auto why =
      done.items[hit->second].verdict.value_or(verdict::unavailable);
    hit->second = done.items.size();
    done.items.push_back({std::move(e), why == verdict::unavailable
                                          ? verdict::unavailable
                                          : verdict::stale});
    return true;
  });
}

load weight(const post_entry& entry) noexcept {
  std::size_t bytes = sizeof(post_entry) + sizeof(schema::keyed_message);
  if (entry.post != nullptr) {
    const auto& m = entry.post->message;
    bytes += m.content.size() + (m.media_url ? m.media_url->size() : 0);
  }
  return {1, bytes};
}

load weight(const batch& b) noexcept {
  load sum;
  for (const auto& item : b.items)
    sum += weight(item.entry);
  for (const auto& item : b.cursors)
    sum += weight(item);
  return sum;
}

void answer(const batch& done) noexcept {
  try {
    answering a;
    for (const auto& item : done.items)
      a.add(item.entry.receiver.get(),
            {item.entry.token, item.verdict.value_or(verdict::unavailable),
             item.existing});
    for (const auto& item : done.cursors)
      for (const auto& w : item.waiters)
        a.add(w.receiver.get(),
              {w.token, item.verdict.value_or(verdict::unavailable), nullptr});
    a.tell();
  } catch (const std::exception& e) {
    base::log::error("verdicts were lost", "rows={} cursors={} error={}",
                     done.items.size(), done.cursors.size(), e.what());
  }
}

} // namespace storage::pg
