#include "storage/pg/migrations.hpp"

#include "base/log.hpp"
#include "storage/pg/errors.hpp"
#include "storage/pg/session.hpp"

#include <fmt/format.h>
#include <pqxx/pqxx>

#include <map>

namespace storage::pg {

namespace {

using schema::errc;

/// Any number that nobody else locks in this database.
constexpr std::int64_t lock_number = 0x5377'6263'6864;

constexpr const char* create_table =
  "create table if not exists schema_migrations("
  "number int primary key, name text not null, checksum text not null,"
  "applied_at timestamptz not null default now())";

struct applied_migration {
  std::string name;
  std::string checksum;
};

using applied_migrations = std::map<int, applied_migration>;

applied_migrations read_applied(pqxx::connection& c) {
  pqxx::nontransaction tx{c};
  applied_migrations out;
  const auto rows =
    tx.exec("select number, name, checksum from schema_migrations");
  for (const auto& row : rows)
    out[row[0].as<int>()] = {row[1].as<std::string>(),
                             row[2].as<std::string>()};
  return out;
}

std::optional<schema::error> compare(const applied_migrations& applied,
                                     std::span<const migration> known) {
  for (const auto& [number, a] : applied) {
    const auto k = std::find_if(known.begin(), known.end(), [&](const auto& m) {
      return m.number == number;
    });
    if (k == known.end())
      return schema::error{
        errc::conflict,
        fmt::format("The database has migration {} ({}), which this program "
                    "does not know: the database is newer. Run the newer "
                    "program.",
                    number, a.name)};
    if (a.checksum != k->checksum)
      return schema::error{
        errc::conflict,
        fmt::format("Migration {} ({}) was edited after it had been applied to "
                    "this database. Restore the file and put the change into a "
                    "new migration.",
                    number, a.name)};
  }
  return std::nullopt;
}

void apply(pqxx::connection& c, const migration& m) {
  pqxx::work tx{c};
  tx.exec(m.text);
  tx.exec_params("insert into schema_migrations(number, name, checksum) "
                 "values ($1::int, $2, $3)",
                 m.number, m.name, m.checksum);
  tx.commit();
  base::log::info("migration applied", "number={} name={}", m.number, m.name);
}

schema::result<int> migrate_locked(pqxx::connection& c,
                                   std::span<const migration> known,
                                   const char*& doing) {
  {
    pqxx::nontransaction tx{c};
    tx.exec(create_table);
  }
  const auto applied = read_applied(c);
  if (auto e = compare(applied, known))
    return schema::failure{std::move(*e)};
  int count = 0;
  for (const auto& m : known) {
    if (applied.contains(m.number))
      continue;
    doing = m.name;
    apply(c, m);
    ++count;
  }
  return count;
}

schema::failure failed(const std::exception& e, std::string_view doing) {
  log_failure(doing, e);
  if (classify(e) == trouble::link_lost)
    return schema::fail(errc::unavailable,
                        "The database cannot be reached. Check that PostgreSQL "
                        "runs and that DATABASE_URL names it.");
  return schema::fail(
    errc::internal,
    fmt::format("Migrating failed at {}; the log says why.", doing));
}

} // namespace

schema::result<int> migrate(const std::string& database_url) {
  return migrate(database_url, migrations());
}

schema::result<int> migrate(const std::string& database_url,
                            std::span<const migration> known) {
  const char* doing = "connect";
  try {
    pqxx::connection c{with_timeouts(database_url)};
    const pqxx::quiet_errorhandler quiet{c};
    {
      // Held until the connection closes.
      pqxx::nontransaction tx{c};
      tx.exec(fmt::format("select pg_advisory_lock({})", lock_number));
    }
    return migrate_locked(c, known, doing);
  } catch (const std::exception& e) {
    return failed(e, doing);
  }
}

schema::result<migration_state>
read_migration_state(const std::string& database_url) {
  migration_state out;
  out.known = migrations().empty() ? 0 : migrations().back().number;
  try {
    pqxx::connection c{with_timeouts(database_url)};
    pqxx::nontransaction tx{c};
    const auto there =
      tx.exec1("select to_regclass('schema_migrations') is not null");
    if (there[0].as<bool>())
      out.applied =
        tx.exec1("select coalesce(max(number), 0) from schema_migrations")[0]
          .as<int>();
    return out;
  } catch (const std::exception& e) {
    return failed(e, "migrations_state");
  }
}

} // namespace storage::pg
