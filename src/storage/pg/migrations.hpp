#pragma once

#include "schema/errors.hpp"
#include "storage/pg/statements.hpp"

#include <span>
#include <string>

namespace storage::pg {

/// Brings the database to what this program knows: applies the missing
/// migrations in order, each in a transaction of its own. Several processes
/// may do so at once: one works, the others wait. Returns how many it applied.
///
/// Fails, changing nothing, if an applied file was edited since, or if the
/// database has migrations that this program does not know.
[[nodiscard]] schema::result<int> migrate(const std::string& database_url);

/// The same with other migrations than the built-in ones; for tests.
[[nodiscard]] schema::result<int> migrate(const std::string& database_url,
                                          std::span<const migration> known);

struct migration_state {
  /// Number of the last migration that is applied; 0 = none.
  int applied = 0;
  /// Number of the last one that this program knows.
  int known = 0;
};

[[nodiscard]] schema::result<migration_state>
read_migration_state(const std::string& database_url);

} // namespace storage::pg
