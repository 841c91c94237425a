#include "base/json_writer.hpp"

#include "base/clock.hpp"

#include <array>
#include <charconv>

namespace base {

namespace {

constexpr char hex[] = "0123456789abcdef";

/// 0: as it is; 'u': as \u00xx; else the letter behind the backslash.
constexpr std::array<char, 256> escape_table() {
  std::array<char, 256> table{};
  for (unsigned i = 0; i < 0x20; ++i)
    table[i] = 'u';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['"'] = '"';
  table['\\'] = '\\';
  table[0x7f] = 'u';
  // First byte of U+2028 and U+2029, which old JavaScript took for line ends.
  table[0xe2] = '?';
  return table;
}

constexpr auto escapes = escape_table();

/// Appends what stands at `i` instead of its byte; returns how many bytes of
/// `text` that took.
std::size_t append_escape(std::string& out, std::string_view text,
                          std::size_t i) {
  const auto byte = static_cast<unsigned char>(text[i]);
  const auto escape = escapes[byte];
  if (escape == '?') {
    const bool separator = i + 2 < text.size() && text[i + 1] == '\x80'
                           && (text[i + 2] == '\xa8' || text[i + 2] == '\xa9');
    if (!separator) {
      out.push_back(text[i]);
      return 1;
    }
    out.append(text[i + 2] == '\xa8' ? "\\u2028" : "\\u2029");
    return 3;
  }
  out.push_back('\\');
  out.push_back(escape);
  if (escape == 'u') {
    out.append("00");
    out.push_back(hex[byte >> 4]);
    out.push_back(hex[byte & 15]);
  }
  return 1;
}

} // namespace

void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t clean = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (escapes[static_cast<unsigned char>(text[i])] == 0) {
      ++i;
      continue;
    }
    out.append(text, clean, i - clean);
    i += append_escape(out, text, i);
    clean = i;
  }
  out.append(text, clean, text.size() - clean);
  out.push_back('"');
}

void append_number(std::string& out, std::int64_t value) {
  std::array<char, 20> digits;
  const auto end =
    std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

json_writer& json_writer::id(const schema::object_id& value) {
  separate();
  out_.push_back('"');
  value.append_to(out_);
  out_.push_back('"');
  return *this;
}

json_writer& json_writer::time(schema::timestamp value) {
  separate();
  out_.push_back('"');
  append_iso8601(out_, value);
  out_.push_back('"');
  return *this;
}

} // namespace base
