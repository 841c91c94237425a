#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

struct response {
  int status = 200;
  std::string body;
  std::string content_type = "application/json; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers{};
  /// Nothing more is read from this connection.
  bool close = false;
};

/// `Not Found` for 404.
[[nodiscard]] std::string_view reason_phrase(int status);

} // namespace http
