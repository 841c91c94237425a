#include "payload_text.hpp"

namespace payload_text {

using wire::engineio::decode_binary_payload;
using wire::engineio::decode_payload;
using wire::engineio::encode_payload;
using wire::engineio::incoming_packet;
using wire::engineio::outgoing_payload;
using wire::engineio::payload;
using wire::engineio::revision;

std::string describe(const outcome& x) {
  if (!x)
    return "! " + std::string{to_string(x.error())};
  std::string out;
  for (const auto& packet : x->packets) {
    if (!out.empty())
      out += '|';
    out += to_digit(packet.type);
    out += packet.binary ? "b " : " ";
    out += x->data(packet);
  }
  return out;
}

std::vector<wire::frame_ptr>
texts(std::initializer_list<std::string_view> packets) {
  std::vector<wire::frame_ptr> out;
  for (auto packet : packets)
    out.push_back(wire::frame::text(packet));
  return out;
}

wire::frame_ptr to_frame(const payload& whole, const incoming_packet& x,
                         revision rev) {
  std::string packet;
  if (!x.binary)
    packet += to_digit(x.type);
  else if (rev == revision::v3)
    packet += static_cast<char>(x.type);
  packet += whole.data(x);
  return x.binary ? wire::frame::binary(packet) : wire::frame::text(packet);
}

outgoing_payload encode(const payload& x, revision rev, bool text_only) {
  std::vector<wire::frame_ptr> frames;
  for (const auto& packet : x.packets)
    frames.push_back(to_frame(x, packet, rev));
  return encode_payload(frames, rev, text_only);
}

outcome decode(const outgoing_payload& x, revision rev) {
  return x.binary ? decode_binary_payload(x.body) : decode_payload(x.body, rev);
}

} // namespace payload_text
