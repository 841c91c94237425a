#include "wire/websocket/frame_header.hpp"

#include <cstring>

namespace wire::websocket {

namespace {

constexpr std::uint8_t fin_bit = 0x80;
constexpr std::uint8_t rsv_bits = 0x70;
constexpr std::uint8_t mask_bit = 0x80;
constexpr std::uint8_t length_16 = 126;
constexpr std::uint8_t length_64 = 127;

std::uint8_t byte_at(std::string_view bytes, std::size_t i) {
  return static_cast<std::uint8_t>(bytes[i]);
}

std::uint64_t read_big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (auto c : bytes)
    value = value << 8 | static_cast<std::uint8_t>(c);
  return value;
}

bool is_known(std::uint8_t code) {
  return code <= 0x2 || (code >= 0x8 && code <= 0xa);
}

parsed_header refused() {
  return {.error = close_code::protocol_error};
}

} // namespace

parsed_header parse_header(std::string_view bytes) {
  if (bytes.empty())
    return {};
  const auto first = byte_at(bytes, 0);
  const std::uint8_t code = first & 0x0f;
  if ((first & rsv_bits) != 0 || !is_known(code))
    return refused();
  if (bytes.size() < 2)
    return {};
  const auto second = byte_at(bytes, 1);
  frame_header h{.opcode = static_cast<opcode>(code),
                 .fin = (first & fin_bit) != 0};
  h.length = second & 0x7f;
  const bool bad_control = is_control(h.opcode) && (!h.fin || h.length > 125);
  if ((second & mask_bit) == 0 || bad_control)
    return refused();
  const std::size_t width =
    h.length == length_16 ? 2 : (h.length == length_64 ? 8 : 0);
  if (bytes.size() < 2 + width)
    return {};
  if (width != 0) {
    h.length = read_big_endian(bytes.substr(2, width));
    if (h.length < (width == 2 ? 126U : 0x10000U) || h.length >> 63 != 0)
      return refused();
  }
  if (bytes.size() < 2 + width + h.key.size())
    return {};
  bytes.copy(h.key.data(), h.key.size(), 2 + width);
  h.size = static_cast<std::uint8_t>(2 + width + h.key.size());
  return {.header = h};
}

void unmask(std::span<char> bytes, std::array<char, 4> key,
            std::size_t offset) noexcept {
  std::array<char, 8> wide;
  for (std::size_t i = 0; i < wide.size(); ++i)
    wide[i] = key[(offset + i) % key.size()];
  std::uint64_t mask = 0;
  std::memcpy(&mask, wide.data(), sizeof(mask));
  std::size_t i = 0;
  for (; i + sizeof(mask) <= bytes.size(); i += sizeof(mask)) {
    std::uint64_t word = 0;
    std::memcpy(&word, &bytes[i], sizeof(word));
    word ^= mask;
    std::memcpy(&bytes[i], &word, sizeof(word));
  }
  for (std::size_t k = 0; i < bytes.size(); ++i, ++k)
    bytes[i] = static_cast<char>(bytes[i] ^ wide[k]);
}

} // namespace wire::websocket
