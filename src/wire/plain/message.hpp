#pragma once

#include "base/json_reader.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wire::plain {

/// Bytes that the name of an event may have.
inline constexpr std::size_t max_event_name = 256;

/// What a client says without Socket.IO: `{"event":"…","data":…,"ack":7}`.
/// Lives as long as both the text it was read from and the calling thread's
/// JSON parser are left alone (see base::parse_json).
struct message {
  std::string_view event;
  std::optional<base::json_element> data;
  /// If there is one, the client wants an answer that repeats it.
  std::optional<std::uint64_t> ack;
};

enum class message_error : std::uint8_t {
  not_json,
  /// No object, `event` is no text of 1 to `max_event_name` bytes, or `ack` is
  /// there and no whole number from 0 to 2^64-1.
  bad_shape,
};

[[nodiscard]] std::string_view to_string(message_error e);

/// Reads one text message; fields it does not know are ignored. `padded` as in
/// base::parse_json.
[[nodiscard]] tl::expected<message, message_error>
read_message(std::string_view json, bool padded = false);

/// Appends `{"event":"name","data":…}` for an event that is written as the
/// array `["name",data]`: the name first and without escapes, then at most one
/// argument; without it the key stays away.
void append_event(std::string& out, std::string_view event_array);

/// Appends `{"ack":7,"data":…}`; `data` is JSON.
void append_ack(std::string& out, std::uint64_t ack, std::string_view data);

} // namespace wire::plain
