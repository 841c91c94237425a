#include "storage/pg/batch.hpp"

#include "base/log.hpp"
#include "base/random.hpp"

#include <algorithm>
#include <span>
#include <unordered_map>

namespace storage::pg {

namespace {

/// How far into the queue a batch looks for entries that fit: where all wait
/// for one conversation, looking through all of them per commit would cost
/// more than the commit.
constexpr std::size_t max_looked_at = 1024;

batch_kind kind_of(const fenced_entry& e) {
  return std::holds_alternative<post_entry>(e) ? batch_kind::posts
                                               : batch_kind::deletions;
}

class taking {
public:
  explicit taking(batch& out) : out_(out) {
    // nop
  }

  /// False if the entry has to wait for the next batch.
  bool take(fenced_entry& e) {
    if (!is_well_formed(e)) {
      base::log::error("journal entry is malformed",
                       "conversation={} expected={}", key_of(e),
                       expected_of(e).value);
      out_.items.push_back({std::move(e), verdict::refused});
      return true;
    }
    if (out_.chains.empty())
      out_.kind = kind_of(e);
    const auto key = key_of(e);
    auto [i, is_new] = chain_of_.try_emplace(key, out_.chains.size());
    if (i->second == waits)
      return false;
    if (kind_of(e) != out_.kind
        || (!is_new
            && (!shares_fence(last(i->second), e)
                || repeats(out_.chains[i->second], e)))) {
      i->second = waits;
      return false;
    }
    if (is_new)
      out_.chains.push_back({key, {}});
    out_.chains[i->second].items.push_back(out_.items.size());
    out_.items.push_back({std::move(e)});
    return true;
  }

private:
  static constexpr auto waits = static_cast<std::size_t>(-1);

  const fenced_entry& last(std::size_t chain) const {
    return out_.items[out_.chains[chain].items.back()].entry;
  }

  /// A retry of what the batch stores first. Together they would make its
  /// statement fail, and then no chain of others shares one.
  bool repeats(const chain& c, const fenced_entry& e) const {
    const auto* mine = std::get_if<post_entry>(&e);
    return mine != nullptr && mine->post->dedupe
           && std::ranges::any_of(c.items, [&](std::size_t item) {
                return post_of(out_, item).dedupe == mine->post->dedupe;
              });
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

const schema::keyed_message& post_of(const batch& b, std::size_t item) {
  return *std::get<post_entry>(b.items[item].entry).post;
}

batch take_batch(std::deque<fenced_entry>& pending, std::size_t max_rows) {
  batch out;
  base::fill_random(out.id);
  taking t{out};
  std::size_t seen = 0;
  std::vector<fenced_entry> waiting;
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

void take_followers(batch& done, std::deque<fenced_entry>& pending) {
  std::unordered_map<std::int64_t, std::size_t> broken;
  for (std::size_t i = 0; i < done.items.size(); ++i) {
    const auto& item = done.items[i];
    const auto key = key_of(item.entry);
    if (item.verdict == verdict::committed)
      broken.erase(key);
    else if (key != 0)
      broken[key] = i;
  }
  if (broken.empty())
    return;
  std::erase_if(pending, [&](fenced_entry& e) {
    const auto hit = broken.find(key_of(e));
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
      std::visit(
        [&](const auto& e) {
          a.add(e.receiver.get(),
                {e.token, item.verdict.value_or(verdict::unavailable),
                 item.existing});
        },
        item.entry);
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
