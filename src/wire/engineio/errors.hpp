#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wire::engineio {

/// Why a request of Engine.IO is refused; the number is what clients see.
enum class error : std::uint8_t {
  transport_unknown = 0,
  unknown_sid = 1,
  bad_handshake_method = 2,
  bad_request = 3,
  forbidden = 4,
  unsupported_version = 5,
};

struct error_row {
  std::string_view message;
  std::uint16_t status;
};

[[nodiscard]] const error_row& describe(error code);

/// `{"code":1,"message":"Session ID unknown"}`
[[nodiscard]] std::string error_body(error code);

/// The same with a text of its own, for what an admission hook refused.
[[nodiscard]] std::string error_body(error code, std::string_view message);

} // namespace wire::engineio
