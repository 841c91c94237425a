#pragma once

#include "http/io/channel.hpp"
#include "http/io/counters.hpp"
#include "wire/frame.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace http::io {

/// Writes frames to a socket, and keeps what the socket did not take. Used by
/// the socket's I/O thread only; owns memory only while the socket is blocked.
class outgoing {
public:
  enum class outcome {
    done,
    /// The kernel's buffer is full: try again when the socket is writable.
    blocked,
    /// The socket is broken.
    failed,
  };

  /// Writes what is left from before, then `fresh`, in as few calls as can
  /// be; empties `fresh`. `sent` grows by the bytes written.
  outcome write(channel& to, std::vector<wire::frame_ptr>& fresh,
                turn_counters& counters, std::size_t& sent);

  /// Appends without trying to write: for a socket known to be blocked.
  void keep(std::vector<wire::frame_ptr>& fresh);

  /// Forgets what waits, but for the rest of a frame that has been begun.
  void drop_waiting() noexcept;

  [[nodiscard]] bool is_blocked() const noexcept {
    return backlog_ != nullptr;
  }

private:
  struct backlog {
    std::vector<wire::frame_ptr> frames;
    /// The first frame not written completely, and how much of it is.
    std::size_t head = 0;
    std::size_t offset = 0;
  };

  static outcome write_frames(channel& to,
                              std::span<const wire::frame_ptr> frames,
                              backlog& at, turn_counters& counters,
                              std::size_t& sent);

  std::unique_ptr<backlog> backlog_;
};

} // namespace http::io
