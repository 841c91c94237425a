#include "storage/pg/journal_load.hpp"

namespace storage::pg {

journal_load::journal_load(std::size_t max_rows, std::size_t max_bytes,
                           base::metrics& metrics)
  : max_rows_(static_cast<std::int64_t>(max_rows)),
    max_bytes_(static_cast<std::int64_t>(max_bytes)),
    metrics_(metrics) {
  // nop
}

bool journal_load::reserve(load l) noexcept {
  const auto r = static_cast<std::int64_t>(l.rows);
  const auto b = static_cast<std::int64_t>(l.bytes);
  const auto rows_before = rows_.fetch_add(r);
  const auto bytes_before = bytes_.fetch_add(b);
  if (rows_before + r > max_rows_ || bytes_before + b > max_bytes_) {
    rows_.fetch_sub(r);
    bytes_.fetch_sub(b);
    return false;
  }
  metrics_.journal_queued_rows.add(r);
  metrics_.journal_queued_bytes.add(b);
  return true;
}

void journal_load::release(load l) noexcept {
  const auto r = static_cast<std::int64_t>(l.rows);
  const auto b = static_cast<std::int64_t>(l.bytes);
  rows_.fetch_sub(r);
  bytes_.fetch_sub(b);
  metrics_.journal_queued_rows.add(-r);
  metrics_.journal_queued_bytes.add(-b);
}

bool journal_load::has_room() const noexcept {
  return rows_.load(std::memory_order_relaxed) < max_rows_
         && bytes_.load(std::memory_order_relaxed) + 4096 <= max_bytes_;
}

} // namespace storage::pg
