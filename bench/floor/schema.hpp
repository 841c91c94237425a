#pragma once

#include <libpq-fe.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

namespace bench {

struct pg_deleter {
  void operator()(PGconn* c) const {
    PQfinish(c);
  }

  void operator()(PGresult* r) const {
    PQclear(r);
  }
};

using pg_connection = std::unique_ptr<PGconn, pg_deleter>;
using pg_result = std::unique_ptr<PGresult, pg_deleter>;

/// Throws std::runtime_error.
pg_connection open_database(const std::string& url);

/// Runs one or more statements. Throws std::runtime_error if one fails.
pg_result run(PGconn* connection, const std::string& sql);

/// Makes floor_heads and floor_messages, with heads 0 … conversations - 1.
/// Those that are there already are dropped, or kept when `keep` is set.
/// Returns the last seq of each conversation.
std::unordered_map<std::uint64_t, std::uint64_t>
prepare_schema(const std::string& url, std::size_t conversations, bool keep);

} // namespace bench
