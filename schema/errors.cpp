#include "schema/errors.hpp"

namespace schema {

std::string_view to_string(errc code) {
  switch (code) {
  case errc::validation_failed:
    return "validation_failed";
  case errc::payload_too_large:
    return "payload_too_large";
  case errc::unsupported_media_type:
    return "unsupported_media_type";
  case errc::unauthenticated:
    return "unauthenticated";
  case errc::forbidden:
    return "forbidden";
  case errc::not_found:
    return "not_found";
  case errc::method_not_allowed:
    return "method_not_allowed";
  case errc::conflict:
    return "conflict";
  case errc::busy:
    return "busy";
  case errc::call_over:
    return "call_over";
  case errc::incompatible_media:
    return "incompatible_media";
  case errc::rate_limited:
    return "rate_limited";
  case errc::overloaded:
    return "overloaded";
  case errc::unavailable:
    return "unavailable";
  case errc::internal:
    return "internal";
  }
  return "internal";
}

} // namespace schema
