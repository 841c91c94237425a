#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

struct iovec;

namespace http::io {

/// What became of one attempt to read from, or to write to, a socket that
/// does not block.
struct transfer {
  enum class result : std::uint8_t {
    /// `bytes`, more than 0, were moved.
    done,
    /// Nothing was: try again once the socket is readable.
    wants_read,
    /// Nothing was: try again once the socket is writable.
    wants_write,
    /// The peer sends no more.
    ended,
    /// The connection is broken.
    failed,
  };

  result outcome = result::done;
  std::size_t bytes = 0;
};

/// One `recv`.
[[nodiscard]] transfer receive(int socket, std::span<char> to) noexcept;

/// One `send` or `sendmsg` of pieces that are not empty. If `more` follows, the
/// kernel keeps what fills no packet until something is acknowledged.
[[nodiscard]] transfer send(int socket, std::span<const iovec> pieces,
                            bool more = false) noexcept;

/// One `recv` whose bytes nobody wants.
[[nodiscard]] transfer discard(int socket, std::size_t most) noexcept;

} // namespace http::io
