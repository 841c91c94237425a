#pragma once

#include "storage/pg/writer.hpp"

#include <memory>
#include <string>
#include <vector>

namespace storage::pg {

/// The journal on PostgreSQL: writer = hash(conversation) % n, so that one
/// writer sees all entries of a conversation.
class writers final : public journal {
public:
  writers(const std::string& url, std::size_t count, std::size_t max_rows,
          std::size_t max_bytes, base::metrics& metrics);

  admission submit(post_entry entry) override;
  admission submit(cursor_entry entry) override;
  admission submit(deletion_entry entry) override;
  [[nodiscard]] admission
  admits(schema::conversation_no key) const noexcept override;

  /// Takes nothing more, and settles what it has.
  void finish() noexcept;

private:
  [[nodiscard]] writer& writer_of(schema::conversation_no key) const noexcept;

  journal_load load_;
  std::vector<std::unique_ptr<writer>> writers_;
};

} // namespace storage::pg
