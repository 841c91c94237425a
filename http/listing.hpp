#pragma once

#include <string_view>
#include <vector>

namespace http {

/// A row of the table of routes, in words.
struct listed_route {
  std::string_view method;
  /// `/api/conversations/:id`
  std::string_view path;
  /// `everybody`, `signed_in` or `admin`.
  std::string_view access;
};

/// All routes, for documents and tests to be compared with.
[[nodiscard]] std::vector<listed_route> list_routes();

} // namespace http
