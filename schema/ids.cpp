#include "schema/ids.hpp"

#include <cstring>

namespace schema {

namespace {

using digit_pair = std::array<char, 2>;

constexpr auto make_digits() {
  constexpr std::string_view hex{"0123456789abcdef"};
  std::array<digit_pair, 256> out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = {hex[i >> 4], hex[i & 15]};
  return out;
}

constexpr auto digits_of = make_digits();

int nibble(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

} // namespace

std::optional<object_id> object_id::parse(std::string_view text) {
  object_id result;
  if (text.size() != digits)
    return std::nullopt;
  for (std::size_t i = 0; i < result.bytes.size(); ++i) {
    const auto high = nibble(text[2 * i]);
    const auto low = nibble(text[2 * i + 1]);
    if (high < 0 || low < 0)
      return std::nullopt;
    result.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return result;
}

char* object_id::write_to(char* out) const {
  for (auto byte : bytes) {
    std::memcpy(out, digits_of[byte].data(), 2);
    out += 2;
  }
  return out;
}

void object_id::append_to(std::string& out) const {
  std::array<char, digits> text;
  write_to(text.data());
  out.append(text.data(), text.size());
}

std::string object_id::to_string() const {
  std::string result(digits, ' ');
  write_to(result.data());
  return result;
}

bool is_user_id(std::string_view id) {
  std::size_t code_points = 0;
  for (auto c : id) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f)
      return false;
    if ((byte & 0xc0) != 0x80)
      ++code_points;
  }
  return code_points >= 1 && code_points <= max_user_id_length;
}

} // namespace schema

std::size_t std::hash<schema::object_id>::operator()(
  const schema::object_id& x) const noexcept {
  // The last eight bytes are random (ids of the server) or hold a PRF.
  std::uint64_t tail = 0;
  std::memcpy(&tail, x.bytes.data() + 4, sizeof(tail));
  std::uint32_t head = 0;
  std::memcpy(&head, x.bytes.data(), sizeof(head));
  return static_cast<std::size_t>((tail ^ head) * 0x9e3779b97f4a7c15ULL);
}
