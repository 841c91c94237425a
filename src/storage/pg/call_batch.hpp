#pragma once

#include "storage/pg/journal_load.hpp"
#include "storage/store.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

namespace storage::pg {

/// A write on its way to its answer.
struct call_item {
  call_write what;
  on_result<call_outcome> done;
  std::optional<schema::result<call_outcome>> answer{};
};

/// In the order of submission.
using call_batch = std::vector<call_item>;

/// False: no database is needed to refuse it.
[[nodiscard]] bool is_well_formed(const call_write& what) noexcept;

/// Moves up to `max_rows` writes from the front of `pending` into a batch. A
/// write that touches the call or one of the people of a write before it stays,
/// whether that one goes or stays too: writes of a call never overtake each
/// other, and who is busy is known when the batch is written.
[[nodiscard]] call_batch take_calls(std::deque<call_item>& pending,
                                    std::size_t max_rows);

/// What a write takes of the queue's bound.
[[nodiscard]] load weight(const call_write& what) noexcept;

/// Gives each item its answer, in order; `unavailable` to those without one.
void answer(call_batch& done) noexcept;

} // namespace storage::pg
