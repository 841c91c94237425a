#pragma once

#include "http/request.hpp"
#include "schema/errors.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace http {

/// Reads the query fields of a request that are numbers; remembers the first
/// that is wrong. The request outlives it.
class numbers {
public:
  explicit numbers(const request& asked) : asked_{asked} {
    // nop
  }

  /// Nothing if it is absent, or wrong: `error` says so then.
  std::optional<std::int64_t> read(std::string_view name, std::int64_t min,
                                   std::int64_t max);

  void refuse(std::string_view name, std::string_view problem);

  std::optional<schema::error> error;

private:
  const request& asked_;
};

} // namespace http
