#include "wire/engineio/errors.hpp"

#include "base/json_writer.hpp"

#include <array>

namespace wire::engineio {

namespace {

/// By the number of the error.
constexpr std::array<error_row, 6> rows{{
  {"Transport unknown", 400},
  {"Session ID unknown", 400},
  {"Bad handshake method", 400},
  {"Bad request", 400},
  {"Forbidden", 403},
  {"Unsupported protocol version", 400},
}};

} // namespace

const error_row& describe(error code) {
  return rows.at(static_cast<std::size_t>(code));
}

std::string error_body(error code) {
  return error_body(code, describe(code).message);
}

std::string error_body(error code, std::string_view message) {
  std::string out;
  base::json_writer json{out};
  json.open('{').key("code").number(static_cast<std::int64_t>(code));
  json.key("message").string(message).close('}');
  return out;
}

} // namespace wire::engineio
