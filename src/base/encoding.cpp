#include "base/encoding.hpp"

#include <array>

namespace base {

namespace {

constexpr std::string_view url_alphabet =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view plain_alphabet =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string encode(std::span<const std::uint8_t> bytes,
                   std::string_view alphabet) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (auto byte : bytes) {
    buffer = (buffer << 8) | byte;
    for (bits += 8; bits >= 6; bits -= 6)
      out.push_back(alphabet[(buffer >> (bits - 6)) & 63]);
  }
  if (bits > 0)
    out.push_back(alphabet[(buffer << (6 - bits)) & 63]);
  return out;
}

constexpr std::array<std::int8_t, 256> url_values() {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < url_alphabet.size(); ++i)
    values[static_cast<unsigned char>(url_alphabet[i])] =
      static_cast<std::int8_t>(i);
  return values;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

} // namespace

std::string to_base64url(std::span<const std::uint8_t> bytes) {
  return encode(bytes, url_alphabet);
}

std::string to_base64(std::span<const std::uint8_t> bytes) {
  auto out = encode(bytes, plain_alphabet);
  while (out.size() % 4 != 0)
    out.push_back('=');
  return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
  static constexpr auto values = url_values();
  if (text.size() % 4 == 1)
    return std::nullopt;
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (auto c : text) {
    const auto value = values[static_cast<unsigned char>(c)];
    if (value < 0)
      return std::nullopt;
    buffer = (buffer << 6) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<char>((buffer >> bits) & 0xff));
    }
  }
  // Stray bits would make two texts of one signature.
  if ((buffer & ((1U << bits) - 1)) != 0)
    return std::nullopt;
  return out;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out.push_back(' ');
      continue;
    }
    const bool escape = text[i] == '%' && i + 2 < text.size();
    const auto high = escape ? hex_value(text[i + 1]) : -1;
    const auto low = escape ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      out.push_back(text[i]);
      continue;
    }
    out.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return out;
}

std::size_t count_code_points(std::string_view text) {
  std::size_t n = 0;
  for (auto c : text)
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80)
      ++n;
  return n;
}

} // namespace base
