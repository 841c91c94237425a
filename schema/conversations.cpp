#include "schema/conversations.hpp"

namespace schema {

std::string_view to_string(conversation_kind x) {
  switch (x) {
  case conversation_kind::admin_astrologer:
    return "admin_astrologer";
  case conversation_kind::user_astrologer:
    return "user_astrologer";
  case conversation_kind::group:
    return "group";
  case conversation_kind::admin_user:
    return "admin_user";
  }
  return "group";
}

std::optional<conversation_kind>
parse_conversation_kind(std::string_view text) {
  for (auto kind :
       {conversation_kind::admin_astrologer, conversation_kind::user_astrologer,
        conversation_kind::group, conversation_kind::admin_user})
    if (text == to_string(kind))
      return kind;
  return std::nullopt;
}

} // namespace schema
