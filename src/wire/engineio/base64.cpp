#include "wire/engineio/base64.hpp"

#include "base/encoding.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace wire::engineio {

namespace {

constexpr std::array<std::int8_t, 256> make_values() {
  constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    values[static_cast<unsigned char>(alphabet[i])] =
      static_cast<std::int8_t>(i);
  return values;
}

constexpr auto values = make_values();

/// Without its padding, of which one group has two characters at most.
std::string_view strip(std::string_view text) {
  for (int i = 0; i < 2 && text.ends_with('='); ++i)
    text.remove_suffix(1);
  return text;
}

} // namespace

void append_base64(std::string& out, std::string_view bytes) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  out.append(base::to_base64(std::span{data, bytes.size()}));
}

bool append_from_base64(std::string& out, std::string_view text) {
  if (text.size() % 4 != 0)
    return false;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (auto c : strip(text)) {
    const auto value = values[static_cast<unsigned char>(c)];
    if (value < 0)
      return false;
    buffer = buffer << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8)
      continue;
    bits -= 8;
    out.push_back(static_cast<char>(buffer >> bits & 0xff));
  }
  return (buffer & ((1U << bits) - 1)) == 0;
}

} // namespace wire::engineio
