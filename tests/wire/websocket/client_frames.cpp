#include "client_frames.hpp"

#include <algorithm>
#include <array>

namespace client {

using wire::websocket::opcode;

std::string frame(opcode code, std::string_view payload, bool fin,
                  std::uint32_t key) {
  std::string out;
  out += static_cast<char>((fin ? 0x80 : 0) | static_cast<int>(code));
  const auto size = payload.size();
  const int width = size < 126 ? 0 : (size <= 0xffff ? 2 : 8);
  const auto length = width == 0 ? size : (width == 2 ? 126U : 127U);
  out += static_cast<char>(0x80 | length);
  for (int i = width - 1; i >= 0; --i)
    out += static_cast<char>(size >> (8 * i));
  std::array<char, 4> mask;
  for (std::size_t i = 0; i < mask.size(); ++i)
    out += mask[i] = static_cast<char>(key >> (8 * (3 - i)));
  for (std::size_t i = 0; i < size; ++i)
    out += static_cast<char>(payload[i] ^ mask[i % 4]);
  return out;
}

std::string close(std::uint16_t code, std::string_view reason) {
  std::string payload;
  payload += static_cast<char>(code >> 8);
  payload += static_cast<char>(code & 0xff);
  return frame(opcode::close, payload.append(reason));
}

void recorder::on_message(std::string_view payload, bool binary) {
  if (to_stop != nullptr)
    to_stop->stop();
  last_address = payload.data();
  lines.push_back((binary ? "binary " : "text ") + std::string{payload});
}

void recorder::on_ping(std::string_view payload) {
  lines.push_back("ping " + std::string{payload});
}

void recorder::on_pong(std::string_view payload) {
  lines.push_back("pong " + std::string{payload});
}

void recorder::on_close(std::optional<std::uint16_t> code,
                        std::string_view reason) {
  lines.push_back("close " + (code ? std::to_string(*code) : "-"));
  if (!reason.empty())
    lines.back().append(" ").append(reason);
}

outcome decode(std::string_view stream, std::size_t piece,
               wire::websocket::limits bounds) {
  wire::websocket::decoder decoder{&bounds};
  recorder found;
  outcome result;
  while (!stream.empty()) {
    const std::string_view part = stream.substr(0, piece);
    std::vector<char> bytes{part.begin(), part.end()};
    if (const auto failed = decoder.feed(bytes, found))
      result.failed = failed;
    stream.remove_prefix(part.size());
  }
  result.lines = std::move(found.lines);
  return result;
}

} // namespace client
