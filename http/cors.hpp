#pragma once

#include "config/settings.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

using header_list = std::vector<std::pair<std::string, std::string>>;

/// True if the origin is on the list of `allowed_origins`, or `*` is.
[[nodiscard]] bool is_listed_origin(const config::settings& settings,
                                    std::string_view origin);

/// What every answer to a request with this Origin carries: the origin and
/// `Allow-Credentials` if it is listed, `Vary` whenever the list decides. An
/// origin that only `*` admits is told `*`, and gets no credentials.
[[nodiscard]] header_list cors_headers(const config::settings& settings,
                                       std::string_view origin);

/// The 204 to an OPTIONS request.
[[nodiscard]] response preflight(const config::settings& settings,
                                 const request& asked);

} // namespace http
