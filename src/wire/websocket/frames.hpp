#pragma once

#include "wire/frame.hpp"
#include "wire/websocket/close_code.hpp"

#include <cstdint>
#include <string_view>

namespace wire::websocket {

/// A close frame; a `reason` over 123 bytes is cut between characters.
[[nodiscard]] frame_ptr close_frame(close_code code,
                                    std::string_view reason = {});

/// The echo of a peer's close that carried `code`; one without a code is
/// echoed by `empty_close_frame`.
[[nodiscard]] frame_ptr close_frame(std::uint16_t code,
                                    std::string_view reason = {});

[[nodiscard]] frame_ptr empty_close_frame();

/// `payload`: at most 125 bytes, as a ping brought it.
[[nodiscard]] frame_ptr pong_frame(std::string_view payload);

} // namespace wire::websocket
