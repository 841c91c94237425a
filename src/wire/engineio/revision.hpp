#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wire::engineio {

/// The revisions of Engine.IO that are spoken. A client chooses one when it
/// opens its session: socket.io-client 2.x the third, later ones the fourth.
enum class revision : std::uint8_t { v3 = 3, v4 = 4 };

/// Reads the query field `EIO`: exactly `3` or `4`.
[[nodiscard]] constexpr std::optional<revision>
parse_revision(std::string_view eio) noexcept {
  if (eio == "4")
    return revision::v4;
  if (eio == "3")
    return revision::v3;
  return std::nullopt;
}

} // namespace wire::engineio
