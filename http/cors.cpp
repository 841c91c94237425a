#include "http/cors.hpp"

#include <algorithm>

namespace http {

namespace {

bool is_there(const std::vector<std::string>& list, std::string_view origin) {
  return std::find(list.begin(), list.end(), origin) != list.end();
}

} // namespace

bool is_listed_origin(const config::settings& settings,
                      std::string_view origin) {
  const auto& list = settings.allowed_origins;
  return !origin.empty() && (is_there(list, origin) || is_there(list, "*"));
}

header_list cors_headers(const config::settings& settings,
                         std::string_view origin) {
  header_list out;
  if (settings.allowed_origins.empty())
    return out;
  out.emplace_back("Vary", "Origin");
  if (!is_listed_origin(settings, origin))
    return out;
  const bool by_name = is_there(settings.allowed_origins, origin);
  out.emplace_back("Access-Control-Allow-Origin",
                   by_name ? origin : std::string_view{"*"});
  if (by_name)
    out.emplace_back("Access-Control-Allow-Credentials", "true");
  out.emplace_back("Access-Control-Expose-Headers",
                   "X-Request-Id, Retry-After");
  return out;
}

response preflight(const config::settings& settings, const request& asked) {
  response result;
  result.status = 204;
  result.content_type.clear();
  if (!is_listed_origin(settings, asked.header("Origin")))
    return result;
  result.headers.emplace_back("Access-Control-Allow-Methods",
                              "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  const auto wanted = asked.header("Access-Control-Request-Headers");
  // Reflected only if it is a list of names: nothing else gets into a header.
  const bool is_list = std::all_of(wanted.begin(), wanted.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
           || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ','
           || c == ' ';
  });
  if (!wanted.empty() && is_list)
    result.headers.emplace_back("Access-Control-Allow-Headers", wanted);
  result.headers.emplace_back("Access-Control-Max-Age", "600");
  return result;
}

} // namespace http
