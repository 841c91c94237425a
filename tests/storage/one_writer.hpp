#pragma once

#include "database.hpp"
#include "recorder.hpp"

#include <memory>

namespace tests {

/// A store with one writer, so that a case decides what shares a batch: while
/// what `block` gives is held the writer waits for a lock, and what is
/// submitted meanwhile comes together in the next batch.
struct one_writer {
  explicit one_writer(std::size_t max_rows = 20'000,
                      std::size_t max_bytes = 64u << 20);

  std::unique_ptr<head_lock> block();

  database db;
  base::metrics metrics;
  std::unique_ptr<storage::store> store;
  recorder_ptr seen = std::make_shared<recorder>();
};

} // namespace tests
