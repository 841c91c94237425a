#pragma once

#include "schema/ids.hpp"
#include "schema/time.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// Appends `text` as a JSON string with its quotes. `text` is valid UTF-8.
/// U+001E (the separator of polling payloads), U+2028 and U+2029 are escaped.
void append_json_string(std::string& out, std::string_view text);

void append_number(std::string& out, std::int64_t value);

/// Writes JSON straight to bytes, for what is sent often; documents that are
/// sent seldom are built with nlohmann::json. The caller keeps the shape
/// right; commas are the writer's.
class json_writer {
public:
  explicit json_writer(std::string& out) : out_(out) {
    // nop
  }

  json_writer& open(char bracket) {
    separate();
    out_.push_back(bracket);
    first_ = true;
    return *this;
  }

  json_writer& close(char bracket) {
    out_.push_back(bracket);
    first_ = false;
    return *this;
  }

  /// `name` needs no escapes.
  json_writer& key(std::string_view name) {
    // In one piece: each append looks for room, and closes the string.
    std::array<char, 64> text;
    if (name.size() + 4 > text.size())
      return long_key(name);
    auto* at = text.data();
    if (!first_)
      *at++ = ',';
    *at++ = '"';
    at = std::copy(name.begin(), name.end(), at);
    *at++ = '"';
    *at++ = ':';
    out_.append(text.data(), static_cast<std::size_t>(at - text.data()));
    first_ = true;
    return *this;
  }

  json_writer& string(std::string_view value) {
    separate();
    append_json_string(out_, value);
    return *this;
  }

  /// A string that needs no escapes (an id, a name of ours).
  json_writer& plain(std::string_view value) {
    separate();
    out_.push_back('"');
    out_.append(value);
    out_.push_back('"');
    return *this;
  }

  json_writer& number(std::int64_t value) {
    separate();
    append_number(out_, value);
    return *this;
  }

  json_writer& boolean(bool value) {
    separate();
    out_.append(value ? "true" : "false");
    return *this;
  }

  json_writer& null() {
    separate();
    out_.append("null");
    return *this;
  }

  json_writer& optional(const std::optional<std::string>& value) {
    return value ? string(*value) : null();
  }

  json_writer& id(const schema::object_id& value);
  json_writer& time(schema::timestamp value);

  /// JSON that is encoded already.
  json_writer& raw(std::string_view json) {
    separate();
    out_.append(json);
    return *this;
  }

private:
  json_writer& long_key(std::string_view name) {
    separate();
    out_.append("\"").append(name).append("\":");
    first_ = true;
    return *this;
  }

  void separate() {
    if (!first_)
      out_.push_back(',');
    first_ = false;
  }

  std::string& out_;
  bool first_ = true;
};

} // namespace base
