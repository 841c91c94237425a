#pragma once

#include "schema/call_commands.hpp"
#include "schema/conversations.hpp"
#include "schema/ids.hpp"
#include "schema/messages.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What a client can ask a conversation for, in the core's words. Nothing here
/// says who asks: that comes from the session, never from the payload.
namespace schema {

/// From now on this socket hears what happens in the conversation.
struct join_conversation {
  conversation_id conversation;
};

struct leave_conversation {
  conversation_id conversation;
};

struct post_message {
  conversation_id conversation;
  message_kind kind = message_kind::text;
  std::string content;
  std::optional<std::string> media_url;
  std::optional<message_id> reply_to;
  /// The sender's own key, 1 to 128 characters: however often it comes, the
  /// message is stored once.
  std::optional<std::string> client_message_id;
};

struct type_in_conversation {
  conversation_id conversation;
  bool active = true;
};

/// Everything up to the latest of these messages has been read.
struct mark_read {
  conversation_id conversation;
  /// At least one; at most `most_marked`.
  std::vector<message_id> messages;
};

inline constexpr std::size_t most_marked = 1000;

/// Leaves a tombstone in the message's place.
struct delete_message {
  conversation_id conversation;
  message_id message;
};

/// What is asked of a conversation's owner.
using command =
  std::variant<join_conversation, leave_conversation, post_message,
               type_in_conversation, mark_read, delete_message>;

[[nodiscard]] inline const conversation_id& target(const command& x) {
  return std::visit(
    [](const auto& c) -> const conversation_id& { return c.conversation; }, x);
}

/// A message to a person: the conversation of the two is found, or made by
/// it. The message's own conversation is not set.
struct write_to {
  std::string recipient_id;
  post_message message;
};

/// A page of what was said, asked for by a socket.
struct read_history {
  conversation_id conversation;
  std::int64_t limit = 50;
  /// At most one of the three, as in storage::history_query.
  std::optional<std::int64_t> page;
  std::optional<std::int64_t> before;
  std::optional<std::int64_t> after;
  std::optional<std::int64_t> as_of;
};

/// All that the client lacks, of every conversation it is in; those it names
/// count as joined.
struct catch_up {
  /// At most `most_cursors`.
  std::vector<cursor> cursors;
};

inline constexpr std::size_t most_cursors = 1000;

/// Whatever a client can say.
using client_command = std::variant<command, write_to, read_history, catch_up,
                                    start_call, call_command, ask_call_token>;

} // namespace schema
