#include "base/log.hpp"
#include "storage/pg/cursor_statement.hpp"
#include "storage/pg/settle.hpp"

namespace storage::pg {

namespace {

using answer = executor::answer;

/// Writes cursors in a commit of their own; if that is done, they have
/// verdicts.
answer write(batch& b, executor& x, std::span<cursor_item> items) {
  std::uint64_t moved = 0;
  const auto a =
    x.run([&](session& s) { moved = put_cursors(s, items); }, true);
  if (a == answer::done) {
    b.cursors_moved += moved;
    for (auto& item : items)
      item.verdict = verdict::committed;
  }
  return a;
}

} // namespace

bool settle_cursors(batch& b, executor& x) {
  // All or none of them rode along with the posts.
  if (b.cursors.empty() || b.cursors.front().verdict)
    return true;
  const auto together = write(b, x, b.cursors);
  if (together == answer::done || together == answer::given_up)
    return together == answer::done;
  for (auto& item : b.cursors) {
    const auto a = write(b, x, {&item, 1});
    if (a == answer::given_up)
      return false;
    if (a != answer::done) {
      base::log::error("cursor was refused", "conversation={} user={}",
                       item.key.conversation, item.key.who);
      item.verdict = verdict::refused;
    }
  }
  return true;
}

} // namespace storage::pg
