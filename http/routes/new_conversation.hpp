#pragma once

#include "http/json_body.hpp"
#include "http/request.hpp"
#include "schema/conversations.hpp"
#include "schema/errors.hpp"
#include "storage/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace http {

struct named_participant {
  std::string id;
  /// What the caller believes; checked against what is stored.
  std::optional<schema::role> role;
};

/// What `POST /api/admin/conversations` asks for.
struct new_conversation {
  std::vector<named_participant> participants;
  std::optional<schema::conversation_kind> kind;
  /// Without its kind and members.
  storage::conversation_request request;
};

/// As in a group (contract §5, unified).
inline constexpr std::size_t max_participants = 1024;

/// What a conversation is about.
struct context_link {
  std::string type = "general";
  std::optional<std::string> id;
};

/// `contextType` and `contextId`; the body keeps what is wrong with them.
[[nodiscard]] context_link read_context_link(json_body& body);

/// Reads the body; errors name the field.
[[nodiscard]] schema::result<new_conversation>
read_new_conversation(const request& asked);

/// The kind of a conversation between people of these roles, by the roles or
/// as `wanted`; an error if the two do not go together.
[[nodiscard]] schema::result<schema::conversation_kind>
choose_kind(const std::vector<schema::role>& roles,
            std::optional<schema::conversation_kind> wanted);

} // namespace http
