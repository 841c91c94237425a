#include "one_writer.hpp"

namespace tests {

one_writer::one_writer(std::size_t max_rows, std::size_t max_bytes)
  : store(open_store({.database_url = db.url(),
                      .writers = 1,
                      .journal_max_rows = max_rows,
                      .journal_max_bytes = max_bytes},
                     metrics)) {
  // nop
}

std::unique_ptr<head_lock> one_writer::block() {
  const auto key = db.add_conversation();
  auto lock = std::make_unique<head_lock>(db, key);
  (void)store->journal().submit(
    make_entry({key}, std::make_shared<recorder>()));
  if (!eventually([this] { return db.somebody_waits(); }))
    throw std::runtime_error{"the writer does not wait"};
  return lock;
}

} // namespace tests
