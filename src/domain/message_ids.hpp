#pragma once

#include "schema/ids.hpp"
#include "schema/messages.hpp"
#include "schema/time.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace domain {

/// The bounds that the layout of a message id sets.
inline constexpr std::int64_t max_conversation_no = (1LL << 36) - 1;
inline constexpr std::int64_t max_seq = (1LL << 28) - 1;

/// Message ids are computed, not stored: seconds (32 bits), seq (28), and the
/// conversation's number (36) under a keyed mask that depends on the other
/// two. 24 hex digits, unique, and in a conversation they sort like seq.
/// An id that was not made with the key resolves to a conversation that is
/// not the one asked about, but for one in 2^36.
class message_id_codec {
public:
  using key = std::array<std::uint8_t, 16>;

  explicit message_id_codec(const key& secret);

  struct parts {
    schema::conversation_no conversation;
    schema::message_seq seq;
    /// The second of the message's created_at.
    std::int64_t second = 0;
  };

  /// `conversation` and `seq` within the bounds above.
  [[nodiscard]] schema::message_id encode(schema::conversation_no conversation,
                                          schema::message_seq seq,
                                          schema::timestamp created_at) const;

  /// Whatever it is given: the answer has to be checked against what exists.
  [[nodiscard]] parts decode(const schema::message_id& id) const;

  /// What is stored of a message that another one answers.
  [[nodiscard]] static schema::message_ref pack(const parts& x) {
    return {(x.second << 28) | x.seq.value};
  }

  /// The id of a message of `conversation` that is stored as `ref`.
  [[nodiscard]] schema::message_id encode(schema::conversation_no conversation,
                                          schema::message_ref ref) const;

  [[nodiscard]] schema::message_id encode(const schema::message& x) const {
    return encode(x.conversation, x.seq, x.created_at);
  }

private:
  [[nodiscard]] std::uint64_t mask(std::uint64_t second,
                                   std::uint64_t seq) const;

  std::uint64_t k0_ = 0;
  std::uint64_t k1_ = 0;
};

/// SipHash-2-4 of two words (Aumasson and Bernstein, 2012).
[[nodiscard]] std::uint64_t siphash(std::uint64_t k0, std::uint64_t k1,
                                    std::uint64_t word0, std::uint64_t word1);

} // namespace domain
