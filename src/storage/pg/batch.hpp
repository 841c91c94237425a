#pragma once

#include "storage/pg/cursor_queue.hpp"
#include "storage/pg/fenced_entry.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace storage::pg {

/// An entry on its way to its verdict.
struct batch_item {
  fenced_entry entry;
  std::optional<storage::verdict> verdict{};
  std::shared_ptr<const schema::keyed_message> existing{};
};

/// Posts of one conversation that follow each other without a gap, or a
/// deletion: one fence for all. Holds indices into the batch's items.
struct chain {
  std::int64_t key = 0;
  std::vector<std::size_t> items;
};

/// Posts and deletions are written by different statements: the path of posts,
/// which is the hot one, knows nothing of what is rare.
enum class batch_kind : std::uint8_t { posts, deletions };

/// What one commit is to write. Every message carries the batch's id, by which
/// it is known as ours when the commit's answer was lost.
struct batch {
  batch_kind kind = batch_kind::posts;
  std::array<std::uint8_t, 16> id{};
  /// In the order of submission.
  std::vector<batch_item> items;
  /// By key; an item that got its verdict without the database is in none.
  std::vector<chain> chains;
  /// What rides along, sorted by key.
  std::vector<cursor_item> cursors;
  /// How many of them moved what is stored.
  std::uint64_t cursors_moved = 0;
};

/// The item is a post.
[[nodiscard]] const schema::keyed_message& post_of(const batch& b,
                                                   std::size_t item);

/// Moves up to `max_rows` entries from the front of `pending` into a batch.
/// Entries of another kind than the first, or that don't continue the chain of
/// their conversation, stay, and so does what follows them in that
/// conversation. Malformed ones are refused here.
[[nodiscard]] batch take_batch(std::deque<fenced_entry>& pending,
                               std::size_t max_rows);

/// Moves the entries of `pending` that continue what the batch did not store
/// into the batch, with a verdict: `stale`, or `unavailable` if that was why.
/// They were decided before their owner could know; if the fence let one of
/// them through, because somebody else has moved the conversation by just as
/// much, messages would change their order.
void take_followers(batch& done, std::deque<fenced_entry>& pending);

/// What all of a batch takes of the journal's bound.
[[nodiscard]] load weight(const batch& b) noexcept;

/// Gives every receiver the verdicts of its items, in order of submission, and
/// those of its cursors behind them. What has no verdict is `unavailable`.
void answer(const batch& done) noexcept;

} // namespace storage::pg
