#include "app/commands.hpp"
#include "storage/pg/migrations.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace app {

int migrate(const config::settings& settings) {
  const auto applied = storage::pg::migrate(settings.database_url);
  if (!applied) {
    fmt::print(stderr, "{}\n", applied.error().message);
    return 1;
  }
  if (*applied == 0)
    fmt::print("The database is current.\n");
  else
    fmt::print("Applied {} migration{}.\n", *applied, *applied == 1 ? "" : "s");
  return 0;
}

} // namespace app
