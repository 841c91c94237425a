#pragma once

#include "wire/websocket/decoder.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace client {

/// The bytes of a string literal, zeros included.
template<std::size_t N>
std::string bytes(const char (&literal)[N]) {
  return {literal, N - 1};
}

/// A frame as a client sends it: with the shortest length, masked.
std::string frame(wire::websocket::opcode code, std::string_view payload,
                  bool fin = true, std::uint32_t key = 0x37fa213d);

/// A close frame with `code` and `reason`.
std::string close(std::uint16_t code, std::string_view reason = {});

/// Writes down what a decoder hands out, one line each: `text hello`,
/// `binary …`, `ping …`, `pong …`, `close 1000 bye`, `close -`.
class recorder : public wire::websocket::decoder_handler {
public:
  void on_message(std::string_view payload, bool binary) override;
  void on_ping(std::string_view payload) override;
  void on_pong(std::string_view payload) override;
  void on_close(std::optional<std::uint16_t> code,
                std::string_view reason) override;

  std::vector<std::string> lines;
  /// Stopped by the next message, if set.
  wire::websocket::decoder* to_stop = nullptr;
  /// Where the last message lay.
  const char* last_address = nullptr;
};

/// A stream decoded as a whole.
struct outcome {
  std::vector<std::string> lines;
  std::optional<wire::websocket::close_code> failed;
};

/// Feeds `stream` in pieces of at most `piece` bytes, each in memory of its
/// own, so that a sanitizer sees every read beyond one.
outcome decode(std::string_view stream, std::size_t piece = std::string::npos,
               wire::websocket::limits bounds = {});

} // namespace client
