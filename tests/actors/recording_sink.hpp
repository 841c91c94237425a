#pragma once

#include "actors/sink.hpp"

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace fixtures {

/// A socket's outgoing half that keeps what it is given. Single-threaded.
class recording_sink : public actors::sink {
public:
  bool post(wire::frame_ptr frame) noexcept override {
    if (!open)
      return false;
    packets.emplace_back(frame->packet());
    return true;
  }

  void close(actors::close_reason reason) noexcept override {
    closed = reason;
    open = false;
  }

  void finished(std::uint32_t count, std::size_t bytes) noexcept override {
    finished_packets += count;
    finished_bytes += bytes;
  }

  void connected() noexcept override {
    has_connected = true;
  }

  void disconnected() noexcept override {
    has_connected = false;
  }

  [[nodiscard]] bool is_connected() const noexcept override {
    return has_connected;
  }

  [[nodiscard]] bool is_open() const noexcept override {
    return open;
  }

  [[nodiscard]] bool is_congested() const noexcept override {
    return congested || packets.size() >= roomy_for;
  }

  /// What came since the last call.
  std::vector<std::string> take() {
    return std::exchange(packets, {});
  }

  bool open = true;
  bool congested = false;
  /// With that many packets that nobody took it is congested too.
  std::size_t roomy_for = std::numeric_limits<std::size_t>::max();
  bool has_connected = false;
  std::vector<std::string> packets;
  std::optional<actors::close_reason> closed;
  std::size_t finished_packets = 0;
  std::size_t finished_bytes = 0;
};

} // namespace fixtures
