#pragma once

#include "schema/errors.hpp"
#include "storage/pg/session.hpp"
#include "storage/store.hpp"

#include <span>

namespace storage::pg {

/// From one seq to another, both included; empty if `first > last`.
struct seq_range {
  std::int64_t first = 1;
  std::int64_t last = 0;
  bool has_more = false;

  friend bool operator==(const seq_range&, const seq_range&) = default;
};

/// Which messages a query means in a conversation whose last seq is `as_of`.
/// Pages are arithmetic on seq, which has no gaps: nothing is skipped by
/// counting.
[[nodiscard]] seq_range resolve(const history_query& q, std::int64_t as_of);

/// An answer to each. Work for the reader pool: may run again after the link
/// was lost.
[[nodiscard]] std::vector<schema::result<history_page>>
read_history(session& s, std::span<const history_query> queries);

} // namespace storage::pg
