#pragma once

#include "schema/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace domain {

/// Who wrote the last messages of a conversation: tells how many of them are
/// unread without asking the database.
class recent_authors {
public:
  static constexpr std::size_t capacity = 512;

  /// Of the message behind the last one. Any other seq starts anew.
  void add(schema::message_seq seq, schema::user_no author) {
    if (seq.value != end_) {
      authors_.clear();
      begin_ = end_ = seq.value;
    }
    if (authors_.size() < capacity)
      authors_.push_back(author);
    else
      authors_[place_of(seq.value)] = author;
    ++end_;
  }

  /// The message became a tombstone, which nobody has to read.
  void remove(schema::message_seq seq) {
    if (holds(seq.value))
      authors_[place_of(seq.value)] = nobody;
  }

  void clear() {
    authors_.clear();
    begin_ = end_ = 0;
  }

  /// Messages of others than `who` behind `seq`, up to `last`; nothing if not
  /// all of those are among the last ones.
  [[nodiscard]] std::optional<std::int64_t>
  others_after(schema::message_seq seq, schema::message_seq last,
               schema::user_no who) const {
    if (seq >= last)
      return 0;
    if (last.value + 1 != end_ || !holds(seq.value + 1))
      return std::nullopt;
    std::int64_t count = 0;
    for (auto i = seq.value + 1; i < end_; ++i) {
      const auto author = authors_[place_of(i)];
      count += author != who && author != nobody ? 1 : 0;
    }
    return count;
  }

private:
  static constexpr schema::user_no nobody{};

  [[nodiscard]] bool holds(std::int64_t seq) const {
    return seq < end_
           && seq >= end_ - static_cast<std::int64_t>(authors_.size());
  }

  /// Where it stands in the ring.
  [[nodiscard]] std::size_t place_of(std::int64_t seq) const {
    return static_cast<std::size_t>(seq - begin_) % capacity;
  }

  std::vector<schema::user_no> authors_;
  /// The first seq that was added since it started, and that behind the last.
  std::int64_t begin_ = 0;
  std::int64_t end_ = 0;
};

} // namespace domain
