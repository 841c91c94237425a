#include "storage/pg/array_literal.hpp"

#include <charconv>

namespace storage::pg {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

int hex_value(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return -1;
}

} // namespace

void append_hex(std::string& out, std::span<const std::uint8_t> bytes) {
  for (const auto b : bytes) {
    out.push_back(digits[b >> 4]);
    out.push_back(digits[b & 15]);
  }
}

std::string to_uuid(std::span<const std::uint8_t, 16> bytes) {
  // The server takes a uuid without its dashes.
  std::string out;
  out.reserve(32);
  append_hex(out, bytes);
  return out;
}

std::string to_bytea(std::span<const std::uint8_t> bytes) {
  std::string out = "\\x";
  append_hex(out, bytes);
  return out;
}

bool read_hex(std::string_view text, std::span<std::uint8_t> out) {
  if (text.starts_with("\\x"))
    text.remove_prefix(2);
  std::size_t count = 0;
  int high = -1;
  for (const char c : text) {
    if (c == '-')
      continue;
    const auto value = hex_value(c);
    if (value < 0 || count == out.size())
      return false;
    if (high < 0) {
      high = value;
    } else {
      out[count++] = static_cast<std::uint8_t>(high << 4 | value);
      high = -1;
    }
  }
  return count == out.size() && high < 0;
}

void array_literal::separate() {
  if (out_.size() > 1)
    out_.push_back(',');
}

array_literal& array_literal::number(std::int64_t value) {
  separate();
  char buffer[24];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  out_.append(buffer, end);
  return *this;
}

array_literal& array_literal::text(std::string_view value) {
  separate();
  out_.push_back('"');
  for (const char c : value) {
    if (c == '"' || c == '\\')
      out_.push_back('\\');
    out_.push_back(c);
  }
  out_.push_back('"');
  return *this;
}

array_literal& array_literal::bytes(std::span<const std::uint8_t> value) {
  separate();
  // Within quotes the backslash of bytea's hex form is doubled.
  out_.append("\"\\\\x");
  append_hex(out_, value);
  out_.push_back('"');
  return *this;
}

array_literal& array_literal::uuid(std::span<const std::uint8_t, 16> value) {
  separate();
  append_hex(out_, value);
  return *this;
}

array_literal& array_literal::null() {
  separate();
  out_.append("NULL");
  return *this;
}

const std::string& array_literal::str() {
  if (!closed_)
    out_.push_back('}');
  closed_ = true;
  return out_;
}

} // namespace storage::pg
