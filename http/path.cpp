#include "http/path.hpp"

#include <simdjson.h>

#include <algorithm>

namespace http {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
    return (c | 0x20) - 'a' + 10;
  return -1;
}

bool is_control(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u < 0x20 || u == 0x7f;
}

bool climbs(std::string_view text) {
  for (;;) {
    const auto slash = text.find_first_of("/\\");
    const auto part = text.substr(0, slash);
    if (part == "." || part == "..")
      return true;
    if (slash == std::string_view::npos)
      return false;
    text.remove_prefix(slash + 1);
  }
}

} // namespace

std::optional<std::string> decode_segment(std::string_view segment) {
  std::string out;
  out.reserve(segment.size());
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (segment[i] != '%') {
      out.push_back(segment[i]);
      continue;
    }
    if (i + 2 >= segment.size())
      return std::nullopt;
    const auto high = hex_digit(segment[i + 1]);
    const auto low = hex_digit(segment[i + 2]);
    if (high < 0 || low < 0)
      return std::nullopt;
    out.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  if (std::any_of(out.begin(), out.end(), is_control) || climbs(out)
      || !simdjson::validate_utf8(out))
    return std::nullopt;
  return out;
}

std::optional<std::vector<std::string>> split_path(std::string_view path) {
  if (!path.starts_with('/'))
    return std::nullopt;
  path.remove_prefix(1);
  std::vector<std::string> segments;
  while (!path.empty()) {
    const auto slash = path.find('/');
    auto segment = decode_segment(path.substr(0, slash));
    if (!segment || segment->empty() || segments.size() == max_segments)
      return std::nullopt;
    segments.push_back(std::move(*segment));
    path = slash == std::string_view::npos ? std::string_view{}
                                           : path.substr(slash + 1);
  }
  return segments;
}

} // namespace http
