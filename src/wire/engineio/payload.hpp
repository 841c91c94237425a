#pragma once

#include "wire/engineio/packet.hpp"
#include "wire/engineio/revision.hpp"
#include "wire/frame.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The body of a polling request or answer: packets one behind the other.
//
// Revision 4 joins them with the byte 0x1E; a binary message is `b` and base64.
//
// Revision 3 puts a length in front of each. In its text form that is
// `<length>:`, counted in UTF-16 code units, and a binary message is `b4` and
// base64. In its binary form (`application/octet-stream`) it is a byte 0 for
// text or 1 for binary, the digits of the length as bytes 0 to 9, and a byte
// 255; the length counts bytes, and a binary packet begins with its type as a
// byte, a text packet with its type as a character.

namespace wire::engineio {

/// Packets that one payload may hold.
inline constexpr std::size_t max_payload_packets = 1024;

/// One packet of a payload; its data are `size` bytes from `offset` on.
struct incoming_packet {
  packet_type type = packet_type::noop;
  /// Only a message is ever binary.
  bool binary = false;
  std::uint32_t offset = 0;
  std::uint32_t size = 0;

  friend bool operator==(const incoming_packet&,
                         const incoming_packet&) = default;
};

struct payload {
  /// The packets' data, without types, one behind the other. Where a packet is
  /// not binary they are valid UTF-8.
  std::string bytes;
  /// At least one, at most `max_payload_packets`.
  std::vector<incoming_packet> packets;

  [[nodiscard]] std::string_view data(const incoming_packet& x) const {
    return std::string_view{bytes}.substr(x.offset, x.size);
  }
};

enum class payload_error : std::uint8_t {
  empty_payload,
  empty_packet,
  /// None of the types 0 to 6, a binary packet that is no message, or a first
  /// byte of the binary form that is neither 0 nor 1.
  unknown_type,
  /// A length that is missing, no decimal number of at most 9 digits in its
  /// shortest form, more than what follows, or that ends between two
  /// surrogates.
  bad_length,
  bad_base64,
  not_utf8,
  too_many_packets,
};

[[nodiscard]] std::string_view to_string(payload_error e);

/// Reads a payload in text form. `body` has less than 4 GiB, which is for who
/// took it in to see to; no more memory is used than for as many bytes as it
/// has and for the packets found.
[[nodiscard]] tl::expected<payload, payload_error>
decode_payload(std::string_view body, revision rev);

/// Reads the binary form of revision 3; the same bounds.
[[nodiscard]] tl::expected<payload, payload_error>
decode_binary_payload(std::string_view body);

struct outgoing_payload {
  std::string body;
  /// To be sent as `application/octet-stream`, otherwise as text.
  bool binary = false;
};

/// Puts the packets of `frames` (texts and binary messages only) into one
/// payload. Revision 3 takes its binary form if one of them is binary, unless
/// the client asked for text (`text_only`, its `b64=1`). There a binary
/// frame's packet begins with its type as a byte (0x04), which who made the
/// frame has put there.
[[nodiscard]] outgoing_payload encode_payload(std::span<const frame_ptr> frames,
                                              revision rev, bool text_only);

} // namespace wire::engineio
