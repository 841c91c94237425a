#include "base/json_reader.hpp"

#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

namespace base {

namespace {

simdjson::dom::parser& thread_parser() {
  thread_local simdjson::dom::parser parser;
  thread_local std::size_t capacity = 0;
  // Tape and string buffer for the usual packet; larger ones grow it.
  if (capacity == 0) {
    capacity = std::size_t{16} * 1024;
    if (parser.allocate(capacity, max_json_depth) != simdjson::SUCCESS)
      capacity = 0;
  }
  return parser;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
    return (c | 0x20) - 'a' + 10;
  return -1;
}

/// The value of `\uXXXX` at `i`, or -1.
int unicode_escape(std::string_view text, std::size_t i) {
  if (i + 6 > text.size() || text[i] != '\\' || text[i + 1] != 'u')
    return -1;
  int value = 0;
  for (std::size_t k = i + 2; k < i + 6; ++k) {
    const auto digit = hex_digit(text[k]);
    if (digit < 0)
      return -1;
    value = value * 16 + digit;
  }
  return value;
}

bool is_high(int unit) {
  return unit >= 0xd800 && unit < 0xdc00;
}

bool is_low(int unit) {
  return unit >= 0xdc00 && unit < 0xe000;
}

/// Copies the escape at `i` to `out`, with U+FFFD for a lone surrogate, and
/// steps over it.
void copy_escape(std::string& out, std::string_view text, std::size_t& i) {
  const auto unit = unicode_escape(text, i);
  const bool pair = is_high(unit) && is_low(unicode_escape(text, i + 6));
  const std::size_t length = unit < 0 ? 2 : (pair ? 12 : 6);
  if (!pair && (is_high(unit) || is_low(unit)))
    out.append("\\ufffd");
  else
    out.append(text, i, length);
  i += length;
}

void copy_string(std::string& out, std::string_view text, std::size_t& i) {
  do {
    if (text[i] == '\\')
      copy_escape(out, text, i);
    else
      out.push_back(text[i++]);
  } while (i < text.size() && text[i] != '"');
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool fits_64_bits(std::string_view digits, bool negative) {
  std::uint64_t value = 0;
  const auto* end = digits.data() + digits.size();
  return std::from_chars(digits.data(), end, value).ec == std::errc{}
         && (!negative || value <= std::uint64_t{1} << 63);
}

/// Copies the digits at `i`; a whole number that does not fit 64 bits gets an
/// exponent, which makes it a double.
void copy_digits(std::string& out, std::string_view text, std::size_t& i) {
  const auto begin = i;
  while (i < text.size() && is_digit(text[i]))
    out.push_back(text[i++]);
  const auto next = i < text.size() ? text[i] : '\0';
  const auto before = begin > 0 ? text[begin - 1] : '\0';
  const bool whole = next != '.' && (next | 0x20) != 'e' && before != '.'
                     && (before | 0x20) != 'e' && before != '+';
  if (whole && !fits_64_bits(text.substr(begin, i - begin), before == '-'))
    out.append("e0");
}

/// The same JSON without what JavaScript writes and simdjson refuses: lone
/// surrogates, and whole numbers beyond 64 bits.
std::string mend(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '"')
      copy_string(out, text, i);
    if (i < text.size() && is_digit(text[i]))
      copy_digits(out, text, i);
    else if (i < text.size())
      out.push_back(text[i++]);
  }
  return out;
}

} // namespace

std::optional<json_element> parse_json(std::string_view text, bool padded) {
  // simdjson would copy from its null pointer.
  if (text.empty())
    return std::nullopt;
  auto& parser = thread_parser();
  json_element root;
  auto error = parser.parse(text.data(), text.size(), !padded).get(root);
  if (error == simdjson::STRING_ERROR || error == simdjson::NUMBER_ERROR) {
    const auto mended = mend(text);
    error = parser.parse(mended.data(), mended.size(), true).get(root);
  }
  if (error != simdjson::SUCCESS)
    return std::nullopt;
  return root;
}

std::optional<json_element> field(const json_element& x,
                                  std::string_view name) {
  simdjson::dom::object object;
  json_element value;
  if (x.get(object) != simdjson::SUCCESS
      || object.at_key(name).get(value) != simdjson::SUCCESS)
    return std::nullopt;
  return value;
}

std::optional<std::string_view> string_field(const json_element& x,
                                             std::string_view name) {
  const auto value = field(x, name);
  std::string_view text;
  if (!value || value->get(text) != simdjson::SUCCESS)
    return std::nullopt;
  return text;
}

} // namespace base
