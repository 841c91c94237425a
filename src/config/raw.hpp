#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace config {

/// Where a text came from; the later one wins.
enum class origin : std::uint8_t { default_text, file, environment, flag };

/// One setting as somebody wrote it.
struct raw_text {
  std::string text;
  config::origin origin = origin::default_text;
  /// For messages: `the environment`, `switchboard.conf:3`, `--port`.
  std::string where;
};

/// The settings as they were given: texts, not checked. Those that nobody gave
/// are absent.
class raw {
public:
  /// Keeps `value` unless one of a stronger origin stands there already.
  void set(std::string_view name, raw_text value);

  /// Takes all of `other` over, by the same rule.
  void merge(const raw& other);

  /// Null if nobody gave it.
  [[nodiscard]] const raw_text* find(std::string_view name) const;

private:
  std::map<std::string, raw_text, std::less<>> texts_;
};

/// Every setting that the environment holds. An empty variable counts as not
/// given: container files often pass on what is not set that way.
[[nodiscard]] raw read_environment();

} // namespace config
