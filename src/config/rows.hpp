#pragma once

#include "config/settings.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace config {

// What a setting may be. Each kind knows its bounds and where in `settings`
// its value goes; `values.cpp` reads the texts.

struct whole_number {
  std::uint64_t least;
  std::uint64_t most;
  std::variant<std::uint16_t settings::*, std::uint32_t settings::*,
               std::size_t settings::*>
    to;
};

/// Seconds, fractions allowed, kept as milliseconds.
struct seconds {
  double least;
  double most;
  std::chrono::milliseconds settings::*to;
};

/// `true` or `false`, also 1/0, yes/no, on/off.
struct yes_or_no {
  bool settings::*to;
};

struct choice {
  std::span<const std::string_view> names;
  void (*store)(settings&, std::string_view);
};

struct free_text {
  std::string settings::*to;
};

/// An IPv4 or IPv6 address in digits.
struct address {
  std::string settings::*to;
};

/// A comma list of `scheme://host[:port]`; `*` is any. Added to what other
/// settings put there.
struct origin_list {
  std::vector<std::string> settings::*to;
};

/// A comma list of IPv4 and IPv6 addresses and ranges, `address/bits`.
struct range_list {
  std::vector<std::string> settings::*to;
};

/// A comma list of URIs of STUN and TURN servers (RFC 7064, RFC 7065).
struct ice_uri_list {
  std::vector<std::string> settings::*to;
};

using kind = std::variant<whole_number, seconds, yes_or_no, choice, free_text,
                          address, origin_list, range_list, ice_uri_list>;

/// One setting: everything about it that is not code.
struct row {
  /// Its name in the environment and in files; flags derive from it.
  std::string_view name;
  /// What it is for, for --help.
  std::string_view sentence;
  std::string_view default_text;
  config::kind kind;
  /// Its text never stands in a message.
  bool secret = false;
};

/// All settings, in the order of --help.
[[nodiscard]] std::span<const row> rows();

/// The row of that name, or null.
[[nodiscard]] const row* find_row(std::string_view name);

/// The name that `text` was probably meant to be; empty if none is close.
[[nodiscard]] std::string_view closest_name(std::string_view text);

/// `--ping-interval-seconds` for `PING_INTERVAL_SECONDS`
[[nodiscard]] std::string flag_of(const row& r);

} // namespace config
