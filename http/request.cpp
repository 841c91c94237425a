#include "http/request.hpp"

#include "base/encoding.hpp"

namespace http {

std::string_view to_string(method x) {
  switch (x) {
  case method::get:
    return "GET";
  case method::head:
    return "HEAD";
  case method::post:
    return "POST";
  case method::put:
    return "PUT";
  case method::patch:
    return "PATCH";
  case method::del:
    return "DELETE";
  case method::options:
    return "OPTIONS";
  case method::other:
    break;
  }
  return "other";
}

const std::string& request::param(std::string_view name) const {
  for (const auto& [key, value] : params)
    if (key == name)
      return value;
  static const std::string none;
  return none;
}

std::optional<std::string> request::query(std::string_view name) const {
  return find_query(raw_query, name);
}

std::optional<std::string> find_query(std::string_view raw_query,
                                      std::string_view name) {
  while (!raw_query.empty()) {
    const auto end = raw_query.find('&');
    const auto field = raw_query.substr(0, end);
    raw_query = end == std::string_view::npos ? std::string_view{}
                                              : raw_query.substr(end + 1);
    const auto equals = field.find('=');
    const auto key = field.substr(0, equals);
    // A name is hardly ever escaped: decode it only if it is.
    if (key != name
        && (key.find_first_of("%+") == std::string_view::npos
            || base::percent_decode(key) != name))
      continue;
    return equals == std::string_view::npos
             ? std::string{}
             : base::percent_decode(field.substr(equals + 1));
  }
  return std::nullopt;
}

} // namespace http
