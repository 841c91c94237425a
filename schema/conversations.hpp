#pragma once

#include "schema/ids.hpp"
#include "schema/time.hpp"
#include "schema/users.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schema {

/// Stored as the number; the numbers never change meaning.
enum class conversation_kind : std::int16_t {
  admin_astrologer = 1,
  user_astrologer = 2,
  group = 3,
  /// An admin and a user.
  admin_user = 4,
};

[[nodiscard]] std::string_view to_string(conversation_kind x);
[[nodiscard]] std::optional<conversation_kind>
parse_conversation_kind(std::string_view text);

/// Stored as the number.
enum class conversation_status : std::int16_t {
  active = 0,
  archived = 1,
  closed = 2,
};

/// How far a member has come. Both only ever move forward.
struct receipts {
  message_seq read;
  message_seq delivered;
  /// When they moved last.
  std::optional<timestamp> read_at;
  std::optional<timestamp> delivered_at;

  friend bool operator==(const receipts&, const receipts&) = default;
};

struct member {
  user_no no;
  std::string id;
  schema::role role = schema::role::user;
  std::optional<std::string> name;
  std::optional<std::string> picture;
  timestamp joined_at;
  receipts seen{};
  /// Messages of others behind `seen.read`, tombstones apart; `more_unread`
  /// stands for any larger number. Known in conversations of at most
  /// `most_receipted` members.
  std::int64_t unread = 0;
};

/// What is counted exactly is below this.
inline constexpr std::int64_t more_unread = 1000;

/// In larger conversations nobody is told who has read what.
inline constexpr std::size_t most_receipted = 32;

/// Where a conversation stands; only ever moves forward.
struct head {
  revision rev;
  message_seq last_seq;
  timestamp last_at;

  friend bool operator==(const head&, const head&) = default;
};

/// What a client has seen of a conversation: all up to this rev, whose last
/// message is this seq. Rev 0 with a seq: it counted messages only.
struct cursor {
  conversation_id conversation;
  message_seq seq;
  revision rev;

  friend bool operator==(const cursor&, const cursor&) = default;
};

/// All that an owner has to know before it can decide.
struct conversation {
  conversation_no no;
  conversation_id id;
  conversation_kind kind = conversation_kind::user_astrologer;
  conversation_status status = conversation_status::active;
  /// consultation, service_request, support or general (seed 000).
  std::string context_type = "general";
  std::optional<std::string> context_id;
  std::optional<std::string> title;
  timestamp created_at;
  std::vector<member> members;
  schema::head head;
  /// The two members of a pair have consulted (contract §4).
  bool consulted = false;

  [[nodiscard]] const member* find_member(user_no who) const {
    for (const auto& m : members)
      if (m.no == who)
        return &m;
    return nullptr;
  }
};

} // namespace schema
