#pragma once

#include <tl/expected.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace schema {

/// Everything a client can be refused for. The wire code of each is stable
/// (contract §1). Blocks of ten, so that new ones never shift the old.
enum class errc : std::uint8_t {
  /// The input breaks a rule of form; the message names the field.
  validation_failed = 1,
  /// Larger than a stated bound.
  payload_too_large = 2,
  /// A body of a media type that the route does not read.
  unsupported_media_type = 3,

  /// No token, or none that is good.
  unauthenticated = 10,
  /// Known, but not allowed to do this.
  forbidden = 11,

  /// Not there, or not yours: the same answer on purpose.
  not_found = 20,
  /// The route is there, the method is not.
  method_not_allowed = 21,

  /// Contradicts what is stored (the same clientMessageId, another body).
  conflict = 30,
  /// One of the two is in another call, or in a paid session.
  busy = 31,
  /// Too late: the call has ended, or another device has answered it.
  call_over = 32,
  /// None of the devices concerned can carry a call of this kind.
  incompatible_media = 33,

  /// Over a limit; comes with a time to wait.
  rate_limited = 40,
  /// A bounded queue is full: refused before anything was decided.
  overloaded = 41,
  /// The database is away; nothing was changed.
  unavailable = 42,

  /// A defect or an unknown failure; details stand in the log only.
  internal = 50,
};

/// The stable snake_case code that clients see.
[[nodiscard]] std::string_view to_string(errc code);

struct error {
  errc code = errc::internal;
  /// One sentence for people, naming what is wrong; never internals.
  std::string message;
  /// When trying again makes sense.
  std::optional<std::chrono::milliseconds> retry_after{};

  /// The same may succeed a little later.
  [[nodiscard]] bool is_passing() const noexcept {
    return code == errc::unavailable || code == errc::overloaded;
  }

  friend bool operator==(const error&, const error&) = default;
};

template<class T>
using result = tl::expected<T, error>;

using failure = tl::unexpected<error>;

inline failure fail(errc code, std::string message) {
  return failure{error{code, std::move(message)}};
}

inline failure fail(errc code, std::string message,
                    std::chrono::milliseconds retry_after) {
  return failure{error{code, std::move(message), retry_after}};
}

} // namespace schema
