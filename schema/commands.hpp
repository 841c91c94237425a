#pragma once

#include "schema/ids.hpp"
#include "schema/messages.hpp"

#include <optional>
#include <string>
#include <variant>

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

using command = std::variant<join_conversation, leave_conversation,
                             post_message, type_in_conversation>;

[[nodiscard]] inline const conversation_id& target(const command& x) {
  return std::visit(
    [](const auto& c) -> const conversation_id& { return c.conversation; }, x);
}

} // namespace schema
