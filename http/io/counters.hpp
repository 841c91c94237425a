#pragma once

#include "base/metrics.hpp"

#include <cstdint>

namespace http::io {

/// What an I/O thread did in one turn. Added to the shared metrics once a
/// turn, so that the sockets' path touches no shared cache line.
struct turn_counters {
  std::uint64_t frames_in = 0;
  std::uint64_t frames_out = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t sends = 0;

  void add_to(base::metrics& m) noexcept {
    if (bytes_in != 0) {
      m.frames_in.add(frames_in);
      m.bytes_in.add(bytes_in);
    }
    if (sends != 0) {
      m.frames_out.add(frames_out);
      m.bytes_out.add(bytes_out);
      m.socket_sends.add(sends);
    }
    *this = {};
  }
};

} // namespace http::io
