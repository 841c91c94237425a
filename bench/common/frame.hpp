#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bench {

enum class opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10,
};

struct frame {
  opcode op;
  bool last;
  std::string_view payload;
  std::size_t size; ///< of the whole frame, header included
};

/// The frame at the front of `bytes`, unmasked in place if it was masked, or
/// nothing while it is not complete. Checks nothing.
std::optional<frame> first_frame(std::span<char> bytes);

/// Appends an unmasked frame, as a server sends it.
void append_server_frame(std::string& out, opcode op, std::string_view payload);

/// Appends a masked frame, as a client has to. The mask is always the same:
/// the server has to undo it as any other, and choosing one costs nothing.
void append_client_frame(std::string& out, opcode op, std::string_view payload);

} // namespace bench
