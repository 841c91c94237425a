#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace schema {

/// A number that cannot be mistaken for another kind of number.
template<class Tag>
struct number {
  std::int64_t value = 0;

  // NOLINTNEXTLINE(modernize-use-nullptr): a false alarm of clang-tidy 14
  friend auto operator<=>(const number&, const number&) = default;
};

/// A user's number inside this installation; never shown to a client.
using user_no = number<struct user_no_tag>;

/// A conversation's number inside this installation, below 2^36; never shown.
using conversation_no = number<struct conversation_no_tag>;

/// Counts the messages of a conversation, from 1, without gaps; below 2^28.
using message_seq = number<struct message_seq_tag>;

/// Counts every durable event of a conversation, from 1, without gaps.
using revision = number<struct revision_tag>;

/// Twelve bytes, shown as 24 lower-case hex digits (ObjectId layout), whose
/// first four are the Unix second of creation: they sort by time.
struct object_id {
  std::array<std::uint8_t, 12> bytes{};

  // NOLINTNEXTLINE(modernize-use-nullptr): a false alarm of clang-tidy 14
  friend auto operator<=>(const object_id&, const object_id&) = default;

  /// Nothing unless `text` is exactly 24 hex digits; either case is read.
  static std::optional<object_id> parse(std::string_view text);

  [[nodiscard]] std::string to_string() const;

  static constexpr std::size_t digits = 24;

  /// Writes the 24 digits; returns where they end.
  char* write_to(char* out) const;

  void append_to(std::string& out) const;
};

using conversation_id = object_id;
using message_id = object_id;

/// The bounds of a user id: opaque text of the host application.
inline constexpr std::size_t max_user_id_length = 128;

/// True for 1 to 128 characters without control characters. Length counts
/// code points; `id` has to be valid UTF-8.
[[nodiscard]] bool is_user_id(std::string_view id);

} // namespace schema

template<class Tag>
struct std::hash<schema::number<Tag>> {
  std::size_t operator()(const schema::number<Tag>& x) const noexcept {
    return std::hash<std::int64_t>{}(x.value);
  }
};

template<>
struct std::hash<schema::object_id> {
  std::size_t operator()(const schema::object_id& x) const noexcept;
};
