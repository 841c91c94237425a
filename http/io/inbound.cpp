#include "http/io/inbound.hpp"

#include "wire/engineio/base64.hpp"
#include "wire/engineio/packet.hpp"
#include "wire/websocket/frames.hpp"

#include <algorithm>

namespace http::io {

using wire::engineio::packet_type;
using wire::engineio::revision;

namespace {

constexpr std::size_t max_pongs = 64;

} // namespace

void inbound::on_message(std::string_view payload, bool binary) {
  ++messages;
  if (rules_.probing) {
    binary ? refuse() : on_probe(payload);
  } else if (rules_.speech == actors::speech::plain) {
    // Judged by the session, as any text is.
    add(payload, binary);
  } else {
    binary ? on_engine_binary(payload) : on_engine_message(payload);
  }
}

void inbound::on_engine_message(std::string_view payload) {
  if (const auto base64 = wire::engineio::find_base64(payload, rules_.revision))
    return on_base64(*base64);
  const auto packet = wire::engineio::decode(payload);
  if (!packet) {
    refuse();
    return;
  }
  const bool client_pings = rules_.revision == revision::v3;
  switch (packet->type) {
  case packet_type::message:
    add(packet->data, false);
    break;
  case packet_type::ping:
    if (!client_pings)
      return refuse();
    heartbeat = true;
    answer(wire::frame::text(std::string{"3"}.append(packet->data)));
    break;
  case packet_type::pong:
    if (client_pings)
      return refuse();
    heartbeat = true;
    break;
  case packet_type::close:
    engine_close = true;
    decoder_.stop();
    break;
  case packet_type::open:
  case packet_type::upgrade:
  case packet_type::noop:
    refuse();
    break;
  }
}

void inbound::on_engine_binary(std::string_view payload) {
  if (rules_.revision == revision::v4)
    return add(payload, true);
  if (!payload.starts_with('\x04'))
    return refuse();
  add(payload.substr(1), true);
}

/// Clients may be told to send bytes so (`forceBase64`), and it costs nothing
/// to understand it of all of them.
void inbound::on_base64(std::string_view text) {
  std::string bytes;
  if (wire::engineio::append_from_base64(bytes, text))
    add(bytes, true);
  else
    refuse();
}

void inbound::on_probe(std::string_view payload) {
  if (payload == "2probe") {
    probe = true;
  } else if (payload == "5") {
    upgrade = true;
    rules_.probing = false;
  } else {
    refuse();
  }
}

void inbound::on_ping(std::string_view payload) {
  answer(wire::websocket::pong_frame(payload));
}

void inbound::answer(wire::frame_ptr pong) {
  if (pongs.size() < max_pongs)
    pongs.push_back(std::move(pong));
  else
    pongs.back() = std::move(pong);
}

/// Of Socket.IO's sessions this server asks none: unasked for, and allowed.
void inbound::on_pong(std::string_view) {
  heartbeat = heartbeat || rules_.speech == actors::speech::plain;
}

void inbound::on_close(std::optional<std::uint16_t> code, std::string_view) {
  close_echo = code ? wire::websocket::close_frame(*code)
                    : wire::websocket::empty_close_frame();
}

void inbound::add(std::string_view packet, bool binary) {
  using actors::inbound_block;
  if (!block) {
    block = std::make_shared<inbound_block>();
    block->bytes.reserve(std::max(packet.size(), size_)
                         + inbound_block::padding);
  }
  block->packets.push_back({static_cast<std::uint32_t>(block->bytes.size()),
                            static_cast<std::uint32_t>(packet.size()), binary});
  block->bytes.append(packet);
  packet_bytes += packet.size();
}

void inbound::refuse() noexcept {
  violation = true;
  decoder_.stop();
}

} // namespace http::io
