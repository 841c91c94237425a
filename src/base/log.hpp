#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace base::log {

enum class level { debug, info, warning, error };

/// Where and how much is logged: to standard error, one line an event,
/// `key=value` pairs after the message, or as JSON lines. Call once at start.
void start(level least, bool json);

[[nodiscard]] bool enabled(level l) noexcept;

/// Writes one line. Control characters in `text` are escaped, so that input
/// that is logged cannot forge lines. Thread-safe; never throws.
void write(level l, std::string_view text) noexcept;

/// `log::info("socket closed", "socket={} reason={}", id, reason)`
template<class... Ts>
void emit(level l, std::string_view what, fmt::format_string<Ts...> fields,
          Ts&&... xs) {
  if (!enabled(l))
    return;
  std::string line{what};
  line.push_back(' ');
  fmt::format_to(std::back_inserter(line), fields, std::forward<Ts>(xs)...);
  write(l, line);
}

inline void info(std::string_view what) noexcept {
  write(level::info, what);
}

template<class... Ts>
void debug(std::string_view what, fmt::format_string<Ts...> f, Ts&&... xs) {
  emit(level::debug, what, f, std::forward<Ts>(xs)...);
}

template<class... Ts>
void info(std::string_view what, fmt::format_string<Ts...> f, Ts&&... xs) {
  emit(level::info, what, f, std::forward<Ts>(xs)...);
}

template<class... Ts>
void warning(std::string_view what, fmt::format_string<Ts...> f, Ts&&... xs) {
  emit(level::warning, what, f, std::forward<Ts>(xs)...);
}

template<class... Ts>
void error(std::string_view what, fmt::format_string<Ts...> f, Ts&&... xs) {
  emit(level::error, what, f, std::forward<Ts>(xs)...);
}

} // namespace base::log
