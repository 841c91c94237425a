#include "auth/claims.hpp"

#include "base/json_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <string>

namespace auth {

namespace {

using base::json_element;
using schema::errc;

constexpr std::array<std::string_view, 5> id_names{"sub", "id", "_id", "uid",
                                                   "userId"};
constexpr std::array<std::string_view, 3> role_names{"role", "type",
                                                     "userType"};
constexpr std::array<std::string_view, 4> picture_names{
  "picture", "profilePicture", "avatar", "avatarUrl"};

schema::failure refuse(const char* why) {
  return schema::fail(errc::unauthenticated, why);
}

/// The field, unless it is absent, null or an empty text: hosts write all
/// three for "not known".
std::optional<json_element> known_field(const json_element& root,
                                        std::string_view name) {
  const auto value = base::field(root, name);
  std::string_view text;
  if (!value || value->is_null()
      || (value->get(text) == simdjson::SUCCESS && text.empty()))
    return std::nullopt;
  return value;
}

std::optional<json_element>
first_known(const json_element& root, std::span<const std::string_view> names) {
  for (auto name : names)
    if (auto value = known_field(root, name))
      return value;
  return std::nullopt;
}

std::optional<std::string> text_of(const std::optional<json_element>& value) {
  std::string_view text;
  if (!value || value->get(text) != simdjson::SUCCESS)
    return std::nullopt;
  return std::string{text};
}

/// A text, or the decimal digits of a whole number.
std::optional<std::string> read_id(const json_element& root) {
  auto value = first_known(root, id_names);
  if (!value)
    if (const auto user = base::field(root, "user"))
      value = known_field(*user, "id");
  if (!value)
    return std::nullopt;
  std::int64_t whole = 0;
  if (value->get(whole) == simdjson::SUCCESS)
    return std::to_string(whole);
  std::uint64_t large = 0;
  if (value->get(large) == simdjson::SUCCESS)
    return std::to_string(large);
  return text_of(value);
}

/// Seconds since 1970 as JSON number, fractions included. Far ends are cut
/// off, so that no calculation with the time overflows.
std::optional<schema::timestamp> read_time(const json_element& value) {
  constexpr double furthest = 1e11;
  double seconds = 0;
  if (value.get(seconds) != simdjson::SUCCESS)
    return std::nullopt;
  seconds = std::clamp(seconds, -furthest, furthest);
  return schema::timestamp{
    std::chrono::milliseconds{std::llround(std::floor(seconds * 1000))}};
}

schema::result<void> read_times(const json_element& root, schema::timestamp now,
                                claims& out) {
  if (const auto value = base::field(root, "exp")) {
    out.expires_at = read_time(*value);
    if (!out.expires_at)
      return refuse("Token malformed");
    if (now >= *out.expires_at + leeway)
      return refuse("Token expired");
  }
  if (const auto value = base::field(root, "nbf")) {
    const auto not_before = read_time(*value);
    if (!not_before)
      return refuse("Token malformed");
    if (now + leeway < *not_before)
      return refuse("Token not valid yet");
  }
  return {};
}

schema::result<void> read_role(const json_element& root, claims& out) {
  for (auto name : role_names) {
    const auto value = base::field(root, name);
    if (!value || value->is_null())
      continue;
    const auto role = schema::parse_role(text_of(value).value_or(""));
    if (!role)
      return refuse("Token names an unknown role");
    out.profile.role = *role;
    out.role_known = true;
    return {};
  }
  return {};
}

} // namespace

schema::result<claims> read_claims(std::string_view payload,
                                   schema::timestamp now) {
  // Even `\\u0000`, which is no U+0000, is refused here; nobody is called so.
  if (payload.find("\\u0000") != std::string_view::npos)
    return refuse("Token malformed");
  const auto root = base::parse_json(payload);
  if (!root || !root->is_object())
    return refuse("Token malformed");
  claims out;
  if (auto good = read_times(*root, now, out); !good)
    return tl::unexpected{good.error()};
  auto id = read_id(*root);
  if (!id || !schema::is_user_id(*id))
    return refuse("Token names no user");
  if (auto good = read_role(*root, out); !good)
    return tl::unexpected{good.error()};
  out.profile.id = std::move(*id);
  out.profile.name = text_of(known_field(*root, "name"));
  out.profile.phone = text_of(known_field(*root, "phone"));
  out.profile.picture = text_of(first_known(*root, picture_names));
  return out;
}

} // namespace auth
