#pragma once

#include "storage/pg/cursor_queue.hpp"
#include "storage/pg/session.hpp"

#include <span>

namespace storage::pg {

/// Writes cursors, sorted by key, in one round trip; may be repeated. Answers
/// how many moved. Throws pqxx exceptions.
[[nodiscard]] std::uint64_t put_cursors(session& s,
                                        std::span<const cursor_item> items);

} // namespace storage::pg
