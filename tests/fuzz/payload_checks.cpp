#include "payload_checks.hpp"

#include <algorithm>

namespace fuzz {

using wire::engineio::encode_payload;
using wire::engineio::incoming_packet;
using wire::engineio::max_payload_packets;
using wire::engineio::outgoing_payload;
using wire::engineio::packet_type;
using wire::engineio::payload;
using wire::engineio::revision;

namespace {

wire::frame_ptr to_frame(const payload& whole, const incoming_packet& x,
                         revision rev) {
  std::string packet;
  if (!x.binary)
    packet.push_back(to_digit(x.type));
  else if (rev == revision::v3)
    packet.push_back(static_cast<char>(x.type));
  packet.append(whole.data(x));
  return x.binary ? wire::frame::binary(packet) : wire::frame::text(packet);
}

} // namespace

void check_payload(const payload& x, std::size_t body_size) {
  require(!x.packets.empty() && x.packets.size() <= max_payload_packets,
          "packets are limited");
  // A string that leaves its inner buffer at least doubles it.
  require(x.bytes.capacity()
            <= std::max(body_size, 2 * std::string{}.capacity()),
          "no more memory than came in");
  std::size_t end = 0;
  for (const auto& packet : x.packets) {
    require(packet.offset == end, "packets lie one behind the other");
    end += packet.size;
    require(packet.type <= packet_type::noop, "types are known");
    require(!packet.binary || packet.type == packet_type::message,
            "only messages are binary");
    require(packet.binary || is_utf8(x.data(packet)), "text is UTF-8");
  }
  require(end == x.bytes.size(), "packets cover the bytes");
}

outgoing_payload encode(const payload& x, revision rev, bool text_only) {
  std::vector<wire::frame_ptr> frames;
  for (const auto& packet : x.packets)
    frames.push_back(to_frame(x, packet, rev));
  return encode_payload(frames, rev, text_only);
}

} // namespace fuzz
