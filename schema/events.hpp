#pragma once

#include "schema/conversations.hpp"
#include "schema/messages.hpp"

#include <memory>
#include <variant>
#include <vector>

/// What happened in a conversation, in the core's words; the dialects tell it
/// in their clients'.
namespace schema {

/// Told to everyone who listens.
struct message_posted {
  std::shared_ptr<const keyed_message> post;
};

/// Told to everyone who listens but the one who types.
struct typing_changed {
  user_no who;
  bool active = true;
};

/// Told to everyone who listens.
struct messages_read {
  user_no who;
  message_seq upto;
  /// As the reader named them.
  std::vector<message_id> messages;
  timestamp at;
};

/// Told to everyone who listens.
struct message_deleted {
  std::shared_ptr<const message> tombstone;
};

using event =
  std::variant<message_posted, typing_changed, messages_read, message_deleted>;

} // namespace schema
