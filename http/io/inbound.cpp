#include "http/io/inbound.hpp"

#include "wire/engineio/packet.hpp"
#include "wire/websocket/frames.hpp"

#include <algorithm>

namespace http::io {

namespace {

constexpr std::size_t max_pongs = 64;

} // namespace

void inbound::on_message(std::string_view payload, bool binary) {
  using wire::engineio::packet_type;
  ++messages;
  if (binary) {
    add(payload, true);
    return;
  }
  const auto packet = wire::engineio::decode(payload);
  if (!packet) {
    refuse();
    return;
  }
  switch (packet->type) {
  case packet_type::message:
    connect = connect || packet->data.starts_with('0');
    add(packet->data, false);
    break;
  case packet_type::pong:
    engine_pong = true;
    break;
  case packet_type::close:
    engine_close = true;
    decoder_.stop();
    break;
  case packet_type::open:
  case packet_type::ping: // in revision 4 the server pings
  case packet_type::upgrade:
  case packet_type::noop:
    refuse();
    break;
  }
}

void inbound::on_ping(std::string_view payload) {
  auto pong = wire::websocket::pong_frame(payload);
  if (pongs.size() < max_pongs)
    pongs.push_back(std::move(pong));
  else
    pongs.back() = std::move(pong);
}

void inbound::on_pong(std::string_view) {
  // This server sends no WebSocket pings: unasked for, and allowed.
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
