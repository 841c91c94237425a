#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

/// A part of a body that is sent a second time, from where it stands.
struct repetition {
  std::size_t from = 0;
  /// 0: nothing is repeated.
  std::size_t size = 0;
  /// Where in the body it is sent again; not inside of the part.
  std::size_t at = 0;
};

struct response {
  int status = 200;
  std::string body;
  std::string content_type = "application/json; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers{};
  /// Nothing more is read from this connection.
  bool close = false;
  repetition repeated{};
};

/// The bytes that are sent as the body of `x`, in order; some may be empty.
[[nodiscard]] std::array<std::string_view, 3> body_pieces(const response& x);

/// How many they are.
[[nodiscard]] std::size_t body_size(const response& x);

/// `Not Found` for 404.
[[nodiscard]] std::string_view reason_phrase(int status);

} // namespace http
