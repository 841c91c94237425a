#pragma once

#include "storage/journal.hpp"
#include "storage/pg/journal_load.hpp"

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace storage::pg {

struct cursor_key {
  std::int64_t conversation = 0;
  std::int64_t who = 0;

  // NOLINTNEXTLINE(modernize-use-nullptr): a false alarm of clang-tidy 14
  friend auto operator<=>(const cursor_key&, const cursor_key&) = default;
};

/// What is to be written of one member: the maxima of all entries that were
/// merged, each with the time of the entry that brought it.
struct cursor_item {
  struct waiter {
    std::uint64_t token = 0;
    std::shared_ptr<verdict_receiver> receiver;
  };

  struct place {
    /// 0 = nothing was said.
    std::int64_t seq = 0;
    schema::timestamp at{};
  };

  cursor_key key;
  place read{};
  place delivered{};
  bool marked = true;
  std::vector<waiter> waiters{};
  std::optional<storage::verdict> verdict{};
};

/// What a member's cursors take in the journal's bound.
[[nodiscard]] load weight(const cursor_item& item) noexcept;

/// The cursors that wait for a commit, one a member. Not thread-safe.
class cursor_queue {
public:
  using clock = std::chrono::steady_clock;

  /// How long a cursor waits for others' commit before it asks for its own.
  static constexpr std::chrono::milliseconds read_patience{100};
  static constexpr std::chrono::milliseconds delivered_patience{5000};

  /// How long what was merely delivered joins no commit, so that whatever else
  /// reaches that member meanwhile is the same row.
  static constexpr std::chrono::milliseconds delivered_merging{2500};

  /// What `put` would add to the weight of what waits.
  [[nodiscard]] load added_by(const cursor_entry& entry) const;

  void put(cursor_entry entry, clock::time_point now);

  [[nodiscard]] bool empty() const noexcept {
    return by_key_.empty();
  }

  /// When the first of them has waited long enough; `max()` if none waits.
  [[nodiscard]] clock::time_point due() const noexcept;

  /// Moves up to `max` of them out that may go at `now`, the first due first;
  /// sorted by key. At `time_point::max()` all may.
  [[nodiscard]] std::vector<cursor_item> take(std::size_t max,
                                              clock::time_point now);

private:
  struct waiting {
    cursor_item item;
    clock::time_point due;
  };

  using list = std::list<waiting>;

  /// Null if none may go yet.
  [[nodiscard]] list* first_due(clock::time_point now) noexcept;

  // Two lists, because in each `due` only ever grows.
  list reads_;
  list delivered_;

  struct key_hash {
    std::size_t operator()(const cursor_key& x) const noexcept;
  };

  struct position {
    list::iterator at;
    bool reads = false;
  };

  std::unordered_map<cursor_key, position, key_hash> by_key_;
};

} // namespace storage::pg
