#pragma once

#include "base/json_reader.hpp"
#include "http/request.hpp"
#include "schema/errors.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace http {

/// Reads the fields of a JSON object that a request brought. The first thing
/// wrong is remembered, and names the field; so a route reads all it wants,
/// then asks once. Unknown fields are ignored; null counts as absent.
///
/// Lives in the thread's JSON parser: read everything before parsing anything
/// else.
class json_body {
public:
  /// 415 unless the content type is JSON, 400 unless the body is an object.
  static schema::result<json_body> read(const request& asked);

  /// `where` stands in front of field names in messages.
  json_body(base::json_element root, std::string where)
    : root_{root},
      where_{std::move(where)} {
    // nop
  }

  /// Text of at most `max` code points, without U+0000.
  std::optional<std::string> text(std::string_view name, std::size_t max);

  /// The same; its absence, or emptiness, is an error.
  std::string required_text(std::string_view name, std::size_t max);

  std::optional<std::int64_t> integer(std::string_view name, std::int64_t min,
                                      std::int64_t max);

  std::optional<bool> boolean(std::string_view name);

  /// Nothing if absent; anything but an array is an error.
  std::optional<simdjson::dom::array> array(std::string_view name);

  void refuse(std::string_view name, std::string_view problem);
  void refuse(const schema::error& problem);

  /// The object, for readers of their own.
  [[nodiscard]] const base::json_element& root() const {
    return root_;
  }

  [[nodiscard]] const std::optional<schema::error>& error() const {
    return error_;
  }

private:
  [[nodiscard]] std::optional<base::json_element>
  find(std::string_view name) const;

  base::json_element root_;
  std::string where_;
  std::optional<schema::error> error_;
};

} // namespace http
