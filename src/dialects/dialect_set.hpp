#pragma once

#include "dialects/dialect.hpp"

#include <bit>
#include <cstdint>

namespace dialects {

/// What a client speaks, or may be speaking as far as is known; never empty.
class dialect_set {
public:
  /// All of them.
  constexpr dialect_set() = default;

  /// That one alone.
  explicit constexpr dialect_set(dialect d) : bits_(bit(d)) {
    // nop
  }

  [[nodiscard]] static constexpr dialect_set from_bits(std::uint8_t bits) {
    dialect_set out;
    out.bits_ = bits;
    return out;
  }

  [[nodiscard]] constexpr std::uint8_t bits() const {
    return bits_;
  }

  [[nodiscard]] constexpr bool has(dialect d) const {
    return (bits_ & bit(d)) != 0;
  }

  [[nodiscard]] constexpr dialect_set with(dialect d) const {
    return from_bits(bits_ | bit(d));
  }

  /// The one in which it is told what all dialects have a word for.
  [[nodiscard]] constexpr dialect first() const {
    return static_cast<dialect>(std::countr_zero(bits_));
  }

  friend constexpr bool operator==(dialect_set, dialect_set) = default;

private:
  static constexpr std::uint8_t bit(dialect d) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(d));
  }

  std::uint8_t bits_ = (1U << dialect_count) - 1;
};

/// What the clients of all dialects say: it tells of none.
inline constexpr std::string_view common_event = "sync";

/// Which calls such a client can carry.
[[nodiscard]] schema::media_set media_of(dialect_set spoken);

} // namespace dialects
