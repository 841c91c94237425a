#include "wire/websocket/frames.hpp"

#include "wire/websocket/frame_header.hpp"

#include <string>

namespace wire::websocket {

namespace {

constexpr std::size_t max_reason = 123;

frame_ptr control(opcode code, std::string_view payload) {
  return frame::control(static_cast<std::uint8_t>(code), payload);
}

/// At most `max_reason` bytes, without the beginning of a character.
std::string_view shorten(std::string_view reason) {
  if (reason.size() <= max_reason)
    return reason;
  auto end = max_reason;
  while (end > 0 && (static_cast<std::uint8_t>(reason[end]) & 0xc0) == 0x80)
    --end;
  return reason.substr(0, end);
}

} // namespace

frame_ptr close_frame(std::uint16_t code, std::string_view reason) {
  std::string payload;
  payload.push_back(static_cast<char>(code >> 8));
  payload.push_back(static_cast<char>(code & 0xff));
  payload.append(shorten(reason));
  return control(opcode::close, payload);
}

frame_ptr close_frame(close_code code, std::string_view reason) {
  return close_frame(static_cast<std::uint16_t>(code), reason);
}

frame_ptr empty_close_frame() {
  return control(opcode::close, {});
}

frame_ptr pong_frame(std::string_view payload) {
  return control(opcode::pong, payload);
}

} // namespace wire::websocket
