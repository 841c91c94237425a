#include "base/log.hpp"
#include "storage/pg/deletion_statement.hpp"
#include "storage/pg/settle.hpp"

namespace storage::pg {

namespace {

using answer = executor::answer;

class settling {
public:
  settling(batch& b, executor& x) : batch_(b), executor_(x) {
    // nop
  }

  bool run() {
    const auto a = write(batch_.chains);
    if (a == answer::done || a == answer::given_up)
      return a == answer::done;
    for (const auto& c : batch_.chains)
      if (!run_alone(c))
        return false;
    return true;
  }

private:
  void decide(const chain& c, verdict v) {
    batch_.items[c.items.front()].verdict = v;
  }

  /// Deletes in one statement. If that is done, all have verdicts.
  answer write(std::span<const chain> chains) {
    std::unordered_map<std::int64_t, verdict> fates;
    const auto a = executor_.run(
      [&](session& s) { fates = delete_messages(s, batch_, chains); }, true);
    if (a != answer::done)
      return a;
    std::vector<chain> missed;
    for (const auto& c : chains) {
      const auto i = fates.find(c.key);
      if (i == fates.end() || i->second == verdict::stale)
        missed.push_back(c);
      else
        decide(c, i->second);
    }
    return missed.empty() ? answer::done : decide_missed(missed);
  }

  /// The fence did not hold: stale, unless a try of ours whose answer was lost
  /// has moved it.
  answer decide_missed(std::span<const chain> missed) {
    std::unordered_set<std::int64_t> ours;
    if (executor_.in_doubt()) {
      const auto a = executor_.run(
        [&](session& s) { ours = find_our_deletions(s, batch_, missed); },
        false);
      if (a != answer::done)
        return answer::given_up;
    }
    for (const auto& c : missed)
      decide(c, ours.contains(c.key) ? verdict::committed : verdict::stale);
    return answer::done;
  }

  bool run_alone(const chain& c) {
    const auto a = write({&c, 1});
    if (a == answer::given_up)
      return false;
    if (a != answer::done) {
      base::log::error("deletion was refused", "conversation={} expected={}",
                       c.key,
                       expected_of(batch_.items[c.items.front()].entry).value);
      decide(c, verdict::refused);
    }
    return true;
  }

  batch& batch_;
  executor& executor_;
};

} // namespace

bool settle_deletions(batch& b, executor& x) {
  return b.chains.empty() || settling{b, x}.run();
}

} // namespace storage::pg
