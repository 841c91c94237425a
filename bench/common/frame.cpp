#include "common/frame.hpp"

#include <array>
#include <cstring>

namespace bench {

namespace {

constexpr std::array<char, 4> client_mask = {'\x37', '\x7a', '\x21', '\x3d'};

std::uint64_t big_endian(const char* at, std::size_t bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    value = value << 8 | static_cast<unsigned char>(at[i]);
  return value;
}

void apply_mask(char* data, std::size_t size, const char* mask) {
  std::uint64_t wide = 0;
  std::memcpy(&wide, mask, 4);
  wide |= wide << 32;
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    std::uint64_t block = 0;
    std::memcpy(&block, data + i, 8);
    block ^= wide;
    std::memcpy(data + i, &block, 8);
  }
  for (; i < size; ++i)
    data[i] = static_cast<char>(data[i] ^ mask[i & 3]);
}

void append_header(std::string& out, opcode op, std::size_t size, int mask) {
  out += static_cast<char>(0x80 | static_cast<int>(op));
  std::size_t length_bytes = 0;
  if (size < 126) {
    out += static_cast<char>(mask | static_cast<int>(size));
  } else if (size < 65536) {
    out += static_cast<char>(mask | 126);
    length_bytes = 2;
  } else {
    out += static_cast<char>(mask | 127);
    length_bytes = 8;
  }
  for (auto i = length_bytes; i-- > 0;)
    out += static_cast<char>(size >> (8 * i) & 0xff);
}

} // namespace

std::optional<frame> first_frame(std::span<char> bytes) {
  if (bytes.size() < 2)
    return std::nullopt;
  auto first = static_cast<unsigned char>(bytes[0]);
  auto second = static_cast<unsigned char>(bytes[1]);
  bool masked = (second & 0x80) != 0;
  std::uint64_t length = second & 0x7f;
  std::size_t header = 2;
  std::size_t length_bytes = length == 126 ? 2 : length == 127 ? 8 : 0;
  header += length_bytes + (masked ? 4 : 0);
  if (bytes.size() < header)
    return std::nullopt;
  if (length_bytes > 0)
    length = big_endian(bytes.data() + 2, length_bytes);
  if (bytes.size() - header < length)
    return std::nullopt;
  char* payload = bytes.data() + header;
  if (masked)
    apply_mask(payload, length, payload - 4);
  return frame{static_cast<opcode>(first & 0x0f), (first & 0x80) != 0,
               std::string_view(payload, length), header + length};
}

void append_server_frame(std::string& out, opcode op,
                         std::string_view payload) {
  append_header(out, op, payload.size(), 0);
  out += payload;
}

void append_client_frame(std::string& out, opcode op,
                         std::string_view payload) {
  append_header(out, op, payload.size(), 0x80);
  out.append(client_mask.data(), client_mask.size());
  auto start = out.size();
  out += payload;
  apply_mask(out.data() + start, payload.size(), client_mask.data());
}

} // namespace bench
