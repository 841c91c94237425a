#include "base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace base::log {

namespace {

spdlog::level::level_enum translate(level l) {
  switch (l) {
  case level::debug:
    return spdlog::level::debug;
  case level::info:
    return spdlog::level::info;
  case level::warning:
    return spdlog::level::warn;
  case level::error:
    return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string escaped(std::string_view text, bool quotes) {
  std::string result;
  result.reserve(text.size());
  for (auto c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f)
      result += fmt::format("\\u{:04x}", byte);
    else if (quotes && (c == '"' || c == '\\'))
      (result += '\\') += c;
    else
      result += c;
  }
  return result;
}

constexpr auto plain_pattern = "%Y-%m-%dT%H:%M:%S.%eZ %-5l %v";
constexpr auto json_pattern =
  R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":"%v"})";

struct state {
  std::shared_ptr<spdlog::logger> logger;
  bool json = false;
};

state& current() {
  static state s = [] {
    state made;
    made.logger = spdlog::stderr_logger_mt("switchboard");
    made.logger->set_pattern(plain_pattern, spdlog::pattern_time_type::utc);
    return made;
  }();
  return s;
}

} // namespace

void start(level least, bool json) {
  auto& s = current();
  s.json = json;
  s.logger->set_pattern(json ? json_pattern : plain_pattern,
                        spdlog::pattern_time_type::utc);
  s.logger->set_level(translate(least));
  s.logger->flush_on(spdlog::level::info);
}

bool enabled(level l) noexcept {
  return current().logger->should_log(translate(l));
}

void write(level l, std::string_view text) noexcept {
  try {
    auto& s = current();
    s.logger->log(translate(l), "{}", escaped(text, s.json));
  } catch (...) {
    // Logging must never take the server down; there is nowhere to say so.
  }
}

} // namespace base::log
