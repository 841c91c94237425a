#include "storage/pg/errors.hpp"

#include "base/log.hpp"

#include <pqxx/except>

namespace storage::pg {

trouble classify(std::string_view sqlstate) noexcept {
  if (sqlstate == "23505")
    return trouble::unique;
  const auto in = [&](std::initializer_list<std::string_view> classes) {
    for (const auto c : classes)
      if (sqlstate.starts_with(c))
        return true;
    return false;
  };
  if (in({"40"}))
    return trouble::again;
  // Data, constraint, program limit, raised.
  if (in({"22", "23", "54", "P0"}))
    return trouble::values;
  // A server that ends a connection may do so after it has committed and
  // before it says so.
  if (in({"08", "57"}))
    return trouble::link_lost;
  // Transaction state (read-only after a failover), resources, object state,
  // system, internal.
  if (in({"25", "53", "55", "58", "XX"}))
    return trouble::server_away;
  return trouble::defect;
}

trouble classify(const std::exception& e) noexcept {
  if (dynamic_cast<const pqxx::broken_connection*>(&e) != nullptr
      || dynamic_cast<const pqxx::in_doubt_error*>(&e) != nullptr)
    return trouble::link_lost;
  // libpqxx takes these out of the sql_errors, and their SQLSTATE with it.
  if (dynamic_cast<const pqxx::transaction_rollback*>(&e) != nullptr)
    return dynamic_cast<const pqxx::statement_completion_unknown*>(&e)
               != nullptr
             ? trouble::link_lost
             : trouble::again;
  if (const auto* sql = dynamic_cast<const pqxx::sql_error*>(&e)) {
    // Without a state the error is libpq's own: the link.
    return sql->sqlstate().empty() ? trouble::link_lost
                                   : classify(sql->sqlstate());
  }
  return trouble::defect;
}

void log_failure(std::string_view statement, const std::exception& e) noexcept {
  try {
    std::string_view what = e.what();
    what = what.substr(0, what.find('\n'));
    std::string state = "-";
    if (const auto* sql = dynamic_cast<const pqxx::sql_error*>(&e))
      state = sql->sqlstate();
    base::log::warning("statement failed", "statement={} sqlstate={} error={}",
                       statement, state, what);
  } catch (...) {
    // Out of memory while telling of an error: nothing left to do.
  }
}

schema::error to_error(trouble t) {
  using schema::errc;
  switch (t) {
  case trouble::link_lost:
  case trouble::server_away:
  case trouble::again:
    return {errc::unavailable, "The database is not available.",
            std::chrono::seconds{1}};
  case trouble::unique:
    return {errc::conflict, "This contradicts what is stored."};
  case trouble::values:
    return {errc::validation_failed, "A value cannot be stored."};
  case trouble::defect:
    break;
  }
  return {errc::internal, "The request could not be carried out."};
}

} // namespace storage::pg
