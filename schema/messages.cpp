#include "schema/messages.hpp"

namespace schema {

std::string_view to_string(message_kind x) {
  switch (x) {
  case message_kind::text:
    return "text";
  case message_kind::image:
    return "image";
  case message_kind::audio:
    return "audio";
  case message_kind::video:
    return "video";
  case message_kind::file:
    return "file";
  case message_kind::system:
    return "system";
  }
  return "text";
}

std::optional<message_kind> parse_message_kind(std::string_view text) {
  for (auto kind :
       {message_kind::text, message_kind::image, message_kind::audio,
        message_kind::video, message_kind::file, message_kind::system})
    if (text == to_string(kind))
      return kind;
  return std::nullopt;
}

} // namespace schema
