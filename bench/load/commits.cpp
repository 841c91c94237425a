#include "load/commits.hpp"

#include <libpq-fe.h>

#include <memory>
#include <stdexcept>

namespace bench {

std::uint64_t writing_transactions(const std::string& database_url) {
  std::unique_ptr<PGconn, decltype(&PQfinish)> c(
    PQconnectdb(database_url.c_str()), &PQfinish);
  std::unique_ptr<PGresult, decltype(&PQclear)> rows(
    PQexec(c.get(), "select pg_snapshot_xmax(pg_current_snapshot())"),
    &PQclear);
  if (PQresultStatus(rows.get()) != PGRES_TUPLES_OK)
    throw std::runtime_error(PQerrorMessage(c.get()));
  return std::stoull(PQgetvalue(rows.get(), 0, 0));
}

} // namespace bench
