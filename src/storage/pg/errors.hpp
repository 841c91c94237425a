#pragma once

#include "schema/errors.hpp"

#include <exception>
#include <string_view>

namespace storage::pg {

/// What an exception of libpqxx means for who ran the statement.
enum class trouble {
  /// The link broke: what was sent may or may not have been carried out.
  link_lost,
  /// The server answered that it cannot now (disk full, out of memory,
  /// read-only …): nothing was done, later it may work.
  server_away,
  /// Deadlock or serialization failure: nothing was done, again at once.
  again,
  /// A key that is unique exists already.
  unique,
  /// The values themselves: again is of no use.
  values,
  /// A defect of ours.
  defect,
};

[[nodiscard]] trouble classify(const std::exception& e) noexcept;

/// The same for the five characters of an SQLSTATE.
[[nodiscard]] trouble classify(std::string_view sqlstate) noexcept;

/// Writes one line with the statement's name; `what` may hold a client's
/// words, so only its first line is kept.
void log_failure(std::string_view statement, const std::exception& e) noexcept;

/// What a caller of the port is told about `t`.
[[nodiscard]] schema::error to_error(trouble t);

} // namespace storage::pg
