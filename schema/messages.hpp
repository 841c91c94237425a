#pragma once

#include "schema/ids.hpp"
#include "schema/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace schema {

/// Stored as the number; the numbers never change meaning.
enum class message_kind : std::int16_t {
  text = 1,
  image = 2,
  audio = 3,
  video = 4,
  file = 5,
  system = 6,
};

[[nodiscard]] std::string_view to_string(message_kind x);
[[nodiscard]] std::optional<message_kind>
parse_message_kind(std::string_view text);

/// A message of the same conversation, packed: its second (32 bits) and its
/// seq (28 bits): all that its id is computed from. Stored as the number.
using message_ref = number<struct message_ref_tag>;

/// One stored message, as every dialect tells it in its own words.
struct message {
  conversation_no conversation;
  message_seq seq;
  revision rev;
  user_no sender;
  timestamp created_at;
  message_kind kind = message_kind::text;
  std::string content;
  std::optional<std::string> media_url;
  std::optional<message_ref> reply_to;
  /// A tombstone, if set: content and media are gone, its place is not.
  std::optional<timestamp> deleted_at{};
  std::optional<user_no> deleted_by{};

  friend bool operator==(const message&, const message&) = default;
};

/// From `at` on, `who` had read everything up to `upto`.
struct read_mark {
  user_no who;
  message_seq upto;
  timestamp at;

  friend bool operator==(const read_mark&, const read_mark&) = default;
};

/// 128 bits that name a message of one sender: the first half of SHA-256 over
/// (sender, clientMessageId). Unique in a conversation.
struct dedupe_key {
  std::array<std::uint8_t, 16> bytes{};

  friend bool operator==(const dedupe_key&, const dedupe_key&) = default;
};

/// A message with what proves that a retry is the same one.
struct keyed_message {
  schema::message message;
  std::optional<dedupe_key> dedupe;
  /// Hash over all that the sender chose; tells a retry from a conflict.
  std::int64_t body_hash = 0;
};

} // namespace schema
