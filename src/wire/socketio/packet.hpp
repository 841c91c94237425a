#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wire::socketio {

/// Socket.IO, both revisions; the number is the first character of a packet.
enum class packet_type : std::uint8_t {
  connect = 0,
  disconnect = 1,
  event = 2,
  ack = 3,
  connect_error = 4,
  binary_event = 5,
  binary_ack = 6,
};

/// Attachments that one packet may announce.
inline constexpr std::uint32_t max_attachments = 10;

/// One packet, as views into the text it was decoded from.
struct packet {
  packet_type type = packet_type::event;
  std::uint32_t attachments = 0;
  /// `/` if the packet names none.
  std::string_view nsp = "/";
  std::optional<std::uint64_t> ack;
  /// The payload, not parsed: empty or text of the bracket that its type
  /// asks for.
  std::string_view json;

  friend bool operator==(const packet&, const packet&) = default;
};

enum class decode_error : std::uint8_t {
  unknown_type,
  /// The count of a binary packet is missing or not a whole number.
  bad_attachments,
  /// More than `max_attachments`.
  too_many_attachments,
  /// An ack id that does not fit 64 bits.
  ack_too_large,
  /// A payload where none may be, none where one must be, or not an array
  /// (events, acks) or object (connect).
  bad_payload,
};

[[nodiscard]] std::string_view to_string(decode_error e);

/// Reads a packet: an Engine.IO message without its `4`. Allocates nothing
/// and looks at the payload's first character only; whether it is JSON is
/// found out by who parses it.
[[nodiscard]] tl::expected<packet, decode_error> decode(std::string_view text);

/// A namespace as clients of revision 4 (2.x) name it, with a query.
struct namespace_target {
  std::string_view name;
  /// What follows the `?`; empty if nothing does.
  std::string_view query;

  friend bool operator==(const namespace_target&,
                         const namespace_target&) = default;
};

/// `/ns?token=x` is `/ns` and `token=x`. Views into `nsp`.
[[nodiscard]] namespace_target split_namespace(std::string_view nsp);

} // namespace wire::socketio
