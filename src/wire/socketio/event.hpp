#pragma once

#include "base/json_reader.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wire::socketio {

/// An event of a client: `["name",args…]`. Lives as long as both the text it
/// was read from and the calling thread's JSON parser are left alone (see
/// base::parse_json).
struct event {
  /// A name that was sent as a number is the number's text.
  std::string_view name;
  /// The whole array; its first element is the name.
  simdjson::dom::array elements;

  /// The argument number `i`, from 0; nothing if there are fewer.
  [[nodiscard]] std::optional<base::json_element> argument(std::size_t i) const;
};

enum class event_error : std::uint8_t {
  not_json,
  /// Not an array, or its first element is neither text nor a number.
  bad_shape,
  /// A name that Socket.IO keeps for itself, such as `connect`.
  reserved_name,
  /// A placeholder that stands for none of the attachments.
  bad_placeholder,
};

[[nodiscard]] std::string_view to_string(event_error e);

/// Reads the payload of an event. With `attachments`, every placeholder in it
/// must name one of them. `padded` as in base::parse_json.
[[nodiscard]] tl::expected<event, event_error>
read_event(std::string_view json, bool padded = false,
           std::size_t attachments = 0);

/// Reads the payload of an ack: an array of any elements.
[[nodiscard]] tl::expected<simdjson::dom::array, event_error>
read_ack(std::string_view json, bool padded = false,
         std::size_t attachments = 0);

} // namespace wire::socketio
