#include "schema/calls.hpp"

namespace schema {

std::string_view to_string(call_media x) {
  switch (x) {
  case call_media::agora:
    return "agora";
  case call_media::webrtc:
    return "webrtc";
  }
  return "agora";
}

std::string_view to_string(call_kind x) {
  switch (x) {
  case call_kind::voice:
    return "voice";
  case call_kind::video:
    return "video";
  }
  return "voice";
}

std::optional<call_kind> parse_call_kind(std::string_view text) {
  if (text == "voice" || text == "audio")
    return call_kind::voice;
  if (text == "video")
    return call_kind::video;
  return std::nullopt;
}

std::string_view to_string(call_state x) {
  switch (x) {
  case call_state::ringing:
    return "ringing";
  case call_state::answered:
    return "answered";
  case call_state::ongoing:
    return "ongoing";
  case call_state::ended:
    return "ended";
  }
  return "ended";
}

std::string_view to_string(end_reason x) {
  switch (x) {
  case end_reason::completed:
    return "completed";
  case end_reason::rejected:
    return "rejected";
  case end_reason::no_answer:
    return "no_answer";
  case end_reason::busy:
    return "busy";
  case end_reason::cancelled:
    return "cancelled";
  case end_reason::network_error:
    return "network_error";
  }
  return "network_error";
}

} // namespace schema
