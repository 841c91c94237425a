#pragma once

#include "http/router.hpp"
#include "http/services.hpp"

#include <functional>
#include <span>
#include <string_view>

namespace http {

/// What goes on once a path's conversation is known.
using with_conversation = std::function<void(
  const services_ptr&, const request&, schema::conversation_id, responder)>;

/// A way in which paths name a conversation: by its id, as an astrologer's
/// with the admins, as an admin's with an astrologer (seed 000).
struct way_to_conversation {
  std::string_view path;
  std::string_view messages;
  http::access access;
  void (*find)(const services_ptr&, const request&, responder,
               const with_conversation&);
};

[[nodiscard]] std::span<const way_to_conversation> ways_to_conversations();

} // namespace http
