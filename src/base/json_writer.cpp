#include "base/json_writer.hpp"

#include "base/clock.hpp"

#include <array>
#include <charconv>
#include <cstring>

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

// -- many bytes at a time ----------------------------------------------------

constexpr std::size_t block_size = 32;

/// Whether one of `block_size` bytes may have to be escaped. No branches, so
/// that compilers take them all at once.
bool may_need_escape(const char* bytes) {
  std::uint8_t any = 0;
  for (std::size_t i = 0; i < block_size; ++i) {
    const auto c = static_cast<std::uint8_t>(bytes[i]);
    any |= static_cast<std::uint8_t>((c < 0x20) | (c == '"') | (c == '\\')
                                     | (c == 0x7f) | (c == 0xe2));
  }
  return any != 0;
}

// -- eight bytes at a time ----------------------------------------------------

using word = std::uint64_t;

constexpr word each(unsigned char byte) {
  return 0x0101010101010101ULL * byte;
}

/// Not 0 if a byte of `x` is 0. (It may take the byte above for one too: then
/// all are looked at.)
constexpr word has_zero(word x) {
  return (x - each(1)) & ~x & each(0x80);
}

/// Not 0 if a byte may have to be escaped.
constexpr word has_escape(word x) {
  const word low = (x - each(0x20)) & ~x & each(0x80);
  return low | has_zero(x ^ each('"')) | has_zero(x ^ each('\\'))
         | has_zero(x ^ each(0x7f)) | has_zero(x ^ each(0xe2));
}

/// From `i` on, the first byte that has an escape; or the end.
std::size_t find_escape(std::string_view text, std::size_t i) {
  while (i + block_size <= text.size() && !may_need_escape(text.data() + i))
    i += block_size;
  for (; i + sizeof(word) <= text.size(); i += sizeof(word)) {
    word x;
    std::memcpy(&x, text.data() + i, sizeof x);
    if (has_escape(x) != 0)
      break;
  }
  while (i < text.size() && escapes[static_cast<unsigned char>(text[i])] == 0)
    ++i;
  return i;
}

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
  for (;;) {
    const auto i = find_escape(text, clean);
    out.append(text, clean, i - clean);
    if (i == text.size())
      break;
    clean = i + append_escape(out, text, i);
  }
  out.push_back('"');
}

void append_number(std::string& out, std::int64_t value) {
  std::array<char, 20> digits;
  const auto end =
    std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

json_writer& json_writer::append_piece() {
  out_.append(piece_.data(), static_cast<std::size_t>(end_ - piece_.data()));
  end_ = piece_.data();
  return *this;
}

json_writer& json_writer::string(std::string_view value) {
  separate();
  if (find_escape(value, 0) < value.size()) {
    append_piece();
    append_json_string(out_, value);
    return *this;
  }
  put('"');
  put(value);
  put('"');
  return *this;
}

json_writer& json_writer::number(std::int64_t value) {
  separate();
  end_ = std::to_chars(end_, piece_.data() + piece_.size(), value).ptr;
  return *this;
}

json_writer& json_writer::id(const schema::object_id& value) {
  separate();
  put('"');
  end_ = value.write_to(end_);
  put('"');
  return *this;
}

json_writer& json_writer::time(schema::timestamp value) {
  separate();
  put('"');
  end_ = write_iso8601(end_, value);
  put('"');
  return *this;
}

} // namespace base
