#pragma once

#include <unistd.h>

#include <cstddef>
#include <utility>

namespace http::io {

/// Owns an open descriptor.
class descriptor {
public:
  descriptor() = default;

  explicit descriptor(int number) noexcept : number_{number} {
    // nop
  }

  descriptor(descriptor&& other) noexcept
    : number_{std::exchange(other.number_, -1)} {
    // nop
  }

  descriptor& operator=(descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  ~descriptor() {
    if (number_ >= 0)
      ::close(number_);
  }

  [[nodiscard]] int number() const noexcept {
    return number_;
  }

private:
  int number_ = -1;
};

/// Descriptors kept free for the database, files and plain HTTP.
inline constexpr std::size_t descriptor_reserve = 64;

/// Raises the limit of open descriptors to the hard one, logs it and returns
/// it. Call once at start.
std::size_t raise_descriptor_limit();

/// True if a socket with this descriptor may become a WebSocket. The kernel
/// always hands out the lowest free number, so a high number means that all
/// below it are in use: no counting is needed.
[[nodiscard]] constexpr bool leaves_reserve(int descriptor,
                                            std::size_t limit) noexcept {
  return static_cast<std::size_t>(descriptor) + descriptor_reserve < limit;
}

} // namespace http::io
