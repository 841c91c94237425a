#include "schema/users.hpp"

#include <algorithm>

namespace schema {

std::string_view to_string(role x) {
  switch (x) {
  case role::user:
    return "user";
  case role::astrologer:
    return "astrologer";
  case role::admin:
    return "admin";
  }
  return "user";
}

std::optional<role> parse_role(std::string_view text) {
  std::string lower{text.substr(0, 16)};
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (lower == "user" || lower == "customer")
    return role::user;
  if (lower == "astrologer")
    return role::astrologer;
  if (lower == "admin")
    return role::admin;
  return std::nullopt;
}

} // namespace schema
