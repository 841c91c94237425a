#include "app/store.hpp"

#include "storage/pg/store.hpp"

namespace app {

schema::result<std::unique_ptr<storage::store>>
open_store(const config::settings& settings, base::metrics& metrics) {
  storage::pg::options options;
  options.database_url = settings.database_url;
  options.writers = settings.writers;
  options.readers = settings.readers;
  options.journal_max_rows = settings.journal_max_rows;
  options.journal_max_bytes = settings.journal_max_bytes;
  return storage::pg::make_store(options, metrics);
}

} // namespace app
