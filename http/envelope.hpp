#pragma once

#include "http/request_guard.hpp"
#include "http/response.hpp"
#include "schema/errors.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The one shape of all REST answers (contract §1), and the one table from
// errors to statuses.

namespace http {

[[nodiscard]] int to_status(schema::errc code);

struct pagination {
  std::int64_t page = 1;
  std::int64_t limit = 0;
  std::int64_t total = 0;
  bool has_more = false;
  /// What to pass as `before` for the next page; absent on the last.
  std::optional<std::int64_t> next_cursor{};
};

/// `{"success":true,"message":…,"data":<object>,…the object's fields}`.
/// `object` is an encoded JSON object. Its fields stand at the top level too,
/// except for those whose names the envelope uses itself.
[[nodiscard]] response success(std::string_view object, int status = 200,
                               std::string_view message = "OK");

/// A list under its own name, in `data` and at the top level, with its
/// `pagination`: written in place, encoded once, and if it is long also kept
/// once (`response::repeated`).
class list_answer {
public:
  /// From so many bytes on a list is long: copying it costs more than sending
  /// the answer in pieces.
  static constexpr std::size_t long_list = 4096;

  /// `size`: how many bytes the list will have, roughly.
  list_answer(std::string_view name, std::size_t size);

  /// For an encoded array to be appended to.
  [[nodiscard]] std::string& list() noexcept {
    return body_;
  }

  /// `more`: encoded fields of the object around the list (`"asOfSeq":7`), or
  /// empty.
  [[nodiscard]] response end(std::string_view more, const pagination& pages) &&;

private:
  std::string body_;
  std::size_t begin_ = 0;
};

/// The same, of an array that is encoded already.
[[nodiscard]] response success_list(std::string_view name,
                                    std::string_view list,
                                    std::string_view more,
                                    const pagination& pages);

/// `{"success":false,"message":…,"error":<code>}`, with `Retry-After` where
/// waiting helps.
[[nodiscard]] response failure(const schema::error& error);

/// The same for a request that is refused for its form; closes.
[[nodiscard]] response failure(const request_fault& fault);

} // namespace http
