#include "storage/pg/settle.hpp"

#include "base/log.hpp"
#include "storage/pg/append.hpp"
#include "storage/pg/cursor_statement.hpp"

#include <utility>

namespace storage::pg {

namespace {

using answer = executor::answer;

/// A duplicate may turn up that was stored after the last look.
constexpr int max_tries_together = 3;

class settling {
public:
  settling(batch& b, executor& x)
    : batch_(b),
      executor_(x),
      cursors_ride_(!b.cursors.empty()) {
    // nop
  }

  bool run() {
    run_chains();
    return !given_up_;
  }

private:
  void run_chains() {
    auto chains = batch_.chains;
    for (int tries = 0; tries < max_tries_together && !chains.empty();
         ++tries) {
      const auto a = write(chains);
      if (a == answer::done || a == answer::given_up)
        return;
      // Perhaps it was a cursor that was refused.
      if (a == answer::refused && std::exchange(cursors_ride_, false))
        continue;
      if (a == answer::refused || !drop_duplicates(chains))
        break;
    }
    cursors_ride_ = false;
    for (const auto& c : chains) {
      if (given_up_)
        return;
      run_alone(c);
    }
  }

  void decide(std::size_t item, verdict v) {
    batch_.items[item].verdict = v;
  }

  /// Writes the chains in one statement, the cursors with it if they still
  /// ride along. If that is done, all these have verdicts.
  answer write(std::span<const chain> chains) {
    std::unordered_set<std::int64_t> fenced;
    const auto a = executor_.run(
      [&](session& s) {
        if (!cursors_ride_) {
          fenced = append(s, batch_, chains);
          return;
        }
        s.transact([&] {
          fenced = append(s, batch_, chains);
          batch_.cursors_moved = put_cursors(s, batch_.cursors);
        });
      },
      true);
    if (a != answer::done)
      return note(a);
    if (std::exchange(cursors_ride_, false))
      for (auto& item : batch_.cursors)
        item.verdict = verdict::committed;
    std::vector<chain> missed;
    for (const auto& c : chains) {
      if (!fenced.contains(c.key))
        missed.push_back(c);
      for (const auto item : c.items)
        if (fenced.contains(c.key))
          decide(item, verdict::committed);
    }
    return missed.empty() ? answer::done : decide_missed(missed);
  }

  /// The fence did not hold: stale, unless a try of ours whose answer was lost
  /// has moved it.
  answer decide_missed(std::span<const chain> missed) {
    std::unordered_set<std::size_t> ours;
    if (executor_.in_doubt()) {
      const auto a = executor_.run(
        [&](session& s) { ours = find_ours(s, batch_, missed); }, false);
      if (a != answer::done)
        return note(answer::given_up);
    }
    for (const auto& c : missed)
      for (const auto item : c.items)
        decide(item, ours.contains(item) ? verdict::committed : verdict::stale);
    return answer::done;
  }

  /// Takes stored duplicates, and what rests on them, out of the chains. False
  /// if there is none.
  bool drop_duplicates(std::vector<chain>& chains) {
    std::unordered_map<std::size_t, stored_duplicate> found;
    const auto a = executor_.run(
      [&](session& s) { found = find_duplicates(s, batch_, chains); }, false);
    if (note(a) != answer::done || found.empty())
      return false;
    for (auto& c : chains)
      cut_at_duplicate(c, found);
    std::erase_if(chains, [](const chain& c) { return c.items.empty(); });
    return true;
  }

  void
  cut_at_duplicate(chain& c,
                   std::unordered_map<std::size_t, stored_duplicate>& found) {
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < c.items.size(); ++i) {
      const auto item = c.items[i];
      const auto hit = found.find(item);
      if (hit == found.end()) {
        kept.push_back(item);
      } else if (hit->second.ours) {
        decide(item, verdict::committed);
      } else {
        decide_duplicate(item, hit->second);
        decide_rest(c, i + 1);
        answer_duplicates(c, i + 1, found);
        break;
      }
    }
    c.items = std::move(kept);
  }

  void decide_duplicate(std::size_t item, const stored_duplicate& is) {
    decide(item, verdict::duplicate);
    batch_.items[item].existing = is.message;
  }

  /// After a reconnect many retries come together. Were only the first told
  /// what it is, each of the others would cost the conversation a reload.
  void answer_duplicates(
    const chain& c, std::size_t from,
    const std::unordered_map<std::size_t, stored_duplicate>& found) {
    for (auto i = from; i < c.items.size(); ++i)
      if (const auto hit = found.find(c.items[i]);
          hit != found.end() && !hit->second.ours)
        decide_duplicate(c.items[i], hit->second);
  }

  void decide_rest(const chain& c, std::size_t from) {
    for (auto i = from; i < c.items.size(); ++i)
      decide(c.items[i], verdict::stale);
  }

  void run_alone(const chain& c) {
    if (c.items.size() > 1) {
      const auto a = write(std::span{&c, 1});
      if (a == answer::done || a == answer::given_up)
        return;
    }
    for (std::size_t i = 0; i < c.items.size(); ++i) {
      if (!run_item({c.key, {c.items[i]}})) {
        if (!given_up_)
          decide_rest(c, i + 1);
        return;
      }
    }
  }

  /// Writes one item; false if nothing may follow it.
  bool run_item(const chain& single) {
    const auto item = single.items.front();
    const auto a = write(std::span{&single, 1});
    if (a == answer::done)
      return batch_.items[item].verdict == verdict::committed;
    if (a == answer::given_up)
      return false;
    std::vector<chain> one{single};
    if (a == answer::unique && drop_duplicates(one))
      return batch_.items[item].verdict == verdict::committed;
    if (!given_up_) {
      base::log::error("journal entry was refused", "conversation={} seq={}",
                       single.key, post_of(batch_, item).message.seq.value);
      decide(item, verdict::refused);
    }
    return false;
  }

  answer note(answer a) {
    given_up_ = given_up_ || a == answer::given_up;
    return a;
  }

  batch& batch_;
  executor& executor_;
  /// The cursors are written with the next statement.
  bool cursors_ride_;
  bool given_up_ = false;
};

} // namespace

bool settle_posts(batch& b, executor& x) {
  return settling{b, x}.run();
}

void settle(batch& b, executor& x) {
  const bool settled =
    b.kind == batch_kind::posts ? settle_posts(b, x) : settle_deletions(b, x);
  if (settled)
    (void)settle_cursors(b, x);
}

} // namespace storage::pg
