#pragma once

#include "wire/engineio/payload.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace payload_text {

using outcome =
  tl::expected<wire::engineio::payload, wire::engineio::payload_error>;

/// The bytes of a string literal, zeros included.
template<std::size_t N>
std::string bytes(const char (&literal)[N]) {
  return {literal, N - 1};
}

/// What was decoded in one line: `4 hello|2 probe|4b \1\2` (type, `b` if it is
/// binary, data), or `! bad packet length`.
std::string describe(const outcome& x);

/// One text frame each.
std::vector<wire::frame_ptr>
texts(std::initializer_list<std::string_view> packets);

/// The frame that carries `x`, a packet of `whole`, in this revision.
wire::frame_ptr to_frame(const wire::engineio::payload& whole,
                         const wire::engineio::incoming_packet& x,
                         wire::engineio::revision rev);

/// `x` as the other side would have sent it.
wire::engineio::outgoing_payload encode(const wire::engineio::payload& x,
                                        wire::engineio::revision rev,
                                        bool text_only = false);

/// Decodes what `encode` made.
outcome decode(const wire::engineio::outgoing_payload& x,
               wire::engineio::revision rev);

} // namespace payload_text
