#pragma once

#include "actors/sink.hpp"
#include "wire/frame.hpp"
#include "wire/websocket/close_code.hpp"

#include <string_view>

namespace http::io {

/// How a reason to close is told to a WebSocket peer.
struct close_row {
  wire::websocket::close_code code;
  std::string_view text;
};

[[nodiscard]] const close_row& describe(actors::close_reason reason);

/// The name of a reason, for logs.
[[nodiscard]] std::string_view to_string(actors::close_reason reason);

/// The close frame of a reason, made once and shared.
[[nodiscard]] const wire::frame_ptr& close_frame(actors::close_reason reason);

} // namespace http::io
