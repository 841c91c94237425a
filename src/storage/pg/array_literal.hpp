#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace storage::pg {

/// Builds the text form of a one-dimensional PostgreSQL array, `{1,NULL,"a"}`:
/// the only place where array elements are quoted.
///
/// U+0000 can't be stored and would silently end the parameter: the caller
/// refuses it before (`has_nul`).
class array_literal {
public:
  array_literal& number(std::int64_t value);
  array_literal& text(std::string_view value);
  array_literal& bytes(std::span<const std::uint8_t> value);
  array_literal& uuid(std::span<const std::uint8_t, 16> value);
  array_literal& null();

  template<class T>
  array_literal& number(const std::optional<T>& value) {
    return value ? number(static_cast<std::int64_t>(*value)) : null();
  }

  array_literal& text(const std::optional<std::string>& value) {
    return value ? text(std::string_view{*value}) : null();
  }

  /// The literal; nothing may be added after it.
  [[nodiscard]] const std::string& str();

private:
  void separate();

  std::string out_ = "{";
  bool closed_ = false;
};

[[nodiscard]] inline bool has_nul(std::string_view text) noexcept {
  return text.find('\0') != std::string_view::npos;
}

void append_hex(std::string& out, std::span<const std::uint8_t> bytes);

/// The text form of a uuid.
[[nodiscard]] std::string to_uuid(std::span<const std::uint8_t, 16> bytes);

/// The text form of a bytea: `\x` and hex digits.
[[nodiscard]] std::string to_bytea(std::span<const std::uint8_t> bytes);

/// Reads the text form of a bytea or uuid into `out`; false unless it has
/// exactly that many bytes.
[[nodiscard]] bool read_hex(std::string_view text, std::span<std::uint8_t> out);

} // namespace storage::pg
