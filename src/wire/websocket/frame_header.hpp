#pragma once

#include "wire/websocket/close_code.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace wire::websocket {

/// RFC 6455, section 5.2; the values 3-7 and 11-15 are reserved.
enum class opcode : std::uint8_t {
  continuation = 0x0,
  text = 0x1,
  binary = 0x2,
  close = 0x8,
  ping = 0x9,
  pong = 0xa,
};

[[nodiscard]] constexpr bool is_control(opcode x) noexcept {
  return (static_cast<std::uint8_t>(x) & 0x8) != 0;
}

/// The longest header: 2 bytes, 8 of length, 4 of mask.
inline constexpr std::size_t max_header_size = 14;

/// The header of one masked frame of a client.
struct frame_header {
  std::uint64_t length = 0;
  std::array<char, 4> key{};
  websocket::opcode opcode = opcode::text;
  bool fin = true;
  /// Bytes that the header itself takes.
  std::uint8_t size = 0;
};

/// Neither a header nor an error: more bytes are needed.
struct parsed_header {
  std::optional<frame_header> header{};
  std::optional<close_code> error{};
};

/// Reads the header that `bytes` begins with, and checks all that a header
/// shows by itself: no RSV bits, no reserved opcode, a mask, control frames
/// whole and of at most 125 bytes, the length in its shortest form and below
/// 2^63. Tells an error as soon as its byte is there.
[[nodiscard]] parsed_header parse_header(std::string_view bytes);

/// Takes the mask off (or puts it on) `bytes`, which begin `offset` bytes
/// into the payload.
void unmask(std::span<char> bytes, std::array<char, 4> key,
            std::size_t offset = 0) noexcept;

} // namespace wire::websocket
