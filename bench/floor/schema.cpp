#include "floor/schema.hpp"

#include <stdexcept>

namespace bench {

namespace {

// The shape, keys and fill factors of the server's `heads` and `messages`.
constexpr const char* drop_tables =
  "drop table if exists floor_heads, floor_messages";

constexpr const char* create_tables = R"(
create table if not exists floor_heads(
  conversation_no bigint primary key,
  rev bigint not null default 0,
  last_seq bigint not null default 0 check(last_seq < 268435456),
  epoch bigint not null default 0,
  last_at timestamptz not null) with (fillfactor=50);
create table if not exists floor_messages(
  conversation_no bigint not null, seq bigint not null, rev bigint not null,
  sender_no bigint not null, created_at timestamptz not null,
  edited_at timestamptz, deleted_at timestamptz, kind smallint not null,
  flags smallint not null default 0, reply_to bigint, batch uuid not null,
  dedupe uuid, body_hash bigint, content text not null, extra jsonb,
  primary key(conversation_no, seq)) with (fillfactor=95);
create unique index if not exists floor_messages_dedupe
  on floor_messages(conversation_no, dedupe) where dedupe is not null;
alter table floor_heads set (autovacuum_vacuum_scale_factor=0.02);
)";

} // namespace

pg_connection open_database(const std::string& url) {
  pg_connection c(PQconnectdb(url.c_str()));
  if (PQstatus(c.get()) != CONNECTION_OK)
    throw std::runtime_error(PQerrorMessage(c.get()));
  run(c.get(), "set client_min_messages = warning");
  return c;
}

pg_result run(PGconn* connection, const std::string& sql) {
  pg_result r(PQexec(connection, sql.c_str()));
  auto status = PQresultStatus(r.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    throw std::runtime_error(PQerrorMessage(connection));
  return r;
}

std::unordered_map<std::uint64_t, std::uint64_t>
prepare_schema(const std::string& url, std::size_t conversations, bool keep) {
  auto c = open_database(url);
  if (!keep)
    run(c.get(), drop_tables);
  run(c.get(), create_tables);
  run(c.get(), "insert into floor_heads(conversation_no, last_at) select n, "
               "now() from generate_series(0, "
                 + std::to_string(conversations)
                 + " - 1) n on conflict do nothing");
  run(c.get(), "vacuum analyze floor_heads");
  auto rows = run(c.get(), "select conversation_no, last_seq from floor_heads");
  std::unordered_map<std::uint64_t, std::uint64_t> last_seqs;
  for (int i = 0; i < PQntuples(rows.get()); ++i)
    last_seqs[std::stoull(PQgetvalue(rows.get(), i, 0))] =
      std::stoull(PQgetvalue(rows.get(), i, 1));
  return last_seqs;
}

} // namespace bench
