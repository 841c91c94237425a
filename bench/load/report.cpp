#include "load/report.hpp"

#include "common/clock.hpp"
#include "common/histogram.hpp"

#include <array>
#include <cstdio>

namespace bench {

namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + '"';
}

} // namespace

void report::text(const std::string& name, const std::string& value) {
  lines_.emplace_back(name, quoted(value));
}

void report::count(const std::string& name, std::uint64_t value) {
  lines_.emplace_back(name, std::to_string(value));
}

void report::figure(const std::string& name, double value, int digits) {
  std::array<char, 64> number{};
  std::snprintf(number.data(), number.size(), "%.*f", digits, value);
  lines_.emplace_back(name, number.data());
}

void report::latency(const std::string& name, const histogram& h) {
  figure(name + "_p50_ms", to_ms(h.percentile(0.5)), 3);
  figure(name + "_p99_ms", to_ms(h.percentile(0.99)), 3);
  figure(name + "_p999_ms", to_ms(h.percentile(0.999)), 3);
}

void report::counts(const std::string& name,
                    const std::map<std::string, std::uint64_t>& values) {
  std::string object = "{";
  for (const auto& [key, value] : values) {
    if (object.size() > 1)
      object += ',';
    object += quoted(key) + ":" + std::to_string(value);
  }
  lines_.emplace_back(name, object + "}");
}

void report::print(bool json) const {
  std::string out;
  for (const auto& [name, value] : lines_) {
    if (json)
      out += (out.empty() ? "{" : ",") + quoted(name) + ":" + value;
    else if (value != "{}")
      out += name + std::string(name.size() < 24 ? 24 - name.size() : 1, ' ')
             + value + "\n";
  }
  std::printf("%s%s", out.c_str(), json ? "}\n" : "");
  std::fflush(stdout);
}

} // namespace bench
