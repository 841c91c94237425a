#pragma once

#include "schema/ids.hpp"
#include "schema/time.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace base {

/// Appends `text` as a JSON string with its quotes. `text` is valid UTF-8.
/// U+001E (the separator of polling payloads), U+2028 and U+2029 are escaped.
void append_json_string(std::string& out, std::string_view text);

void append_number(std::string& out, std::int64_t value);

/// Writes JSON straight to bytes, for what is sent often; documents that are
/// sent seldom are built with nlohmann::json. The caller keeps the shape
/// right; commas are the writer's. `out` has all of it whenever a bracket was
/// closed, and once the writer is gone.
class json_writer {
public:
  explicit json_writer(std::string& out) : out_(out) {
    // nop
  }

  ~json_writer() {
    append_piece();
  }

  json_writer(const json_writer&) = delete;
  json_writer& operator=(const json_writer&) = delete;

  json_writer& open(char bracket) {
    separate();
    put(bracket);
    first_ = true;
    return *this;
  }

  json_writer& close(char bracket) {
    put(bracket);
    first_ = false;
    return append_piece();
  }

  /// `name` needs no escapes. A value has to follow.
  json_writer& key(std::string_view name) {
    plain(name);
    put(':');
    first_ = true;
    return *this;
  }

  /// The same of a literal, whose size the compiler knows.
  template<std::size_t N>
  json_writer& key(const char (&name)[N]) {
    static_assert(N <= most_short);
    separate();
    put('"');
    std::memcpy(end_, name, N - 1);
    end_ += N - 1;
    put('"');
    put(':');
    first_ = true;
    return *this;
  }

  json_writer& string(std::string_view value);

  /// A string that needs no escapes (an id, a name of ours).
  json_writer& plain(std::string_view value) {
    separate();
    put('"');
    put(value);
    put('"');
    return *this;
  }

  json_writer& number(std::int64_t value);

  json_writer& boolean(bool value) {
    separate();
    put(value ? "true" : "false");
    return *this;
  }

  json_writer& null() {
    separate();
    put("null");
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
    put(json);
    return *this;
  }

private:
  /// What is as short goes into the piece.
  static constexpr std::size_t most_short = 64;

  /// Each value and each key begins with it.
  void separate() {
    if (end_ > last_)
      append_piece();
    if (!std::exchange(first_, false))
      put(',');
  }

  void put(char c) {
    *end_++ = c;
  }

  void put(std::string_view text) {
    if (text.size() <= most_short) {
      end_ = std::copy(text.begin(), text.end(), end_);
    } else {
      append_piece();
      out_.append(text);
    }
  }

  json_writer& append_piece();

  std::string& out_;
  bool first_ = true;
  /// Small things are appended together: each append looks for room, and
  /// closes the string.
  std::array<char, 640> piece_;
  char* end_ = piece_.data();
  /// From here on there may be no room for the next.
  const char* const last_ = piece_.data() + piece_.size() - 2 * most_short;
};

} // namespace base
