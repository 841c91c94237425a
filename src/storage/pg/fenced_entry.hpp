#pragma once

#include "storage/journal.hpp"
#include "storage/pg/journal_load.hpp"

#include <cstdint>
#include <variant>

namespace storage::pg {

/// What moves a conversation's rev on by one, under its fence.
using fenced_entry = std::variant<post_entry, deletion_entry>;

/// The conversation's number; 0 of a post without a message.
[[nodiscard]] std::int64_t key_of(const fenced_entry& e) noexcept;

[[nodiscard]] schema::revision expected_of(const fenced_entry& e) noexcept;

/// False: no database is needed to refuse it.
[[nodiscard]] bool is_well_formed(const fenced_entry& e) noexcept;

/// True if `next` was decided on what `last` was to make of the conversation.
[[nodiscard]] bool follows(const fenced_entry& last,
                           const fenced_entry& next) noexcept;

/// True if `next` may be written behind `last` under one fence.
[[nodiscard]] bool shares_fence(const fenced_entry& last,
                                const fenced_entry& next) noexcept;

/// What an entry takes of the journal's bound.
[[nodiscard]] load weight(const fenced_entry& e) noexcept;

} // namespace storage::pg
