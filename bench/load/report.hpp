#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace bench {

class histogram;

/// The figures of a run, in the order in which they were added.
class report {
public:
  void text(const std::string& name, const std::string& value);
  void count(const std::string& name, std::uint64_t value);
  /// `digits` behind the point.
  void figure(const std::string& name, double value, int digits = 2);
  /// <name>_p50_ms, _p99_ms and _p999_ms.
  void latency(const std::string& name, const histogram& h);
  /// An object of counts; on paper nothing when there are none.
  void counts(const std::string& name,
              const std::map<std::string, std::uint64_t>& values);

  /// One JSON object on a line, or a line for each figure.
  void print(bool json) const;

private:
  std::vector<std::pair<std::string, std::string>> lines_; ///< name, JSON
};

} // namespace bench
