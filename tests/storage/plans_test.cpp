#include "database.hpp"
#include "storage/pg/session.hpp"
#include "storage/pg/statements.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace tests;

namespace {

/// A million messages in 5,000 conversations of 100,000 users.
void fill(database& db) {
  db.exec("set synchronous_commit = off");
  db.exec("insert into users(id, role, created_at, updated_at) "
          "select 'u' || i, 1, now(), now() from generate_series(1, 100000) i");
  db.exec("insert into conversations(id, kind, pair_key, created_at) "
          "select substring(uuid_send(gen_random_uuid()), 1, 12), 2, "
          "'2|' || i || '|' || i + 1 || '|general', now() "
          "from generate_series(1, 5000) i");
  db.exec("insert into heads(conversation_no, rev, last_seq, last_at) "
          "select no, 200, 200, now() from conversations");
  db.exec("insert into members(conversation_no, user_no, role, joined_at) "
          "select c, u, 0, now() from generate_series(1, 5000) c, "
          "generate_series(c * 15, c * 15 + 19) u");
  db.exec("insert into relations(from_no, to_no, kind, at) "
          "select i, i + 1, 1, now() from generate_series(1, 100000) i");
  db.exec("insert into messages(conversation_no, seq, rev, sender_no, "
          "created_at, kind, batch, dedupe, body_hash, content) "
          "select c, s, s, 1, now(), 1, gen_random_uuid(), gen_random_uuid(), "
          "s, 'hello there' from generate_series(1, 5000) c, "
          "generate_series(1, 200) s");
  db.exec("insert into cursors(conversation_no, user_no, read_seq, read_at) "
          "select conversation_no, user_no, 200, now() from members");
  db.exec("insert into read_marks select conversation_no, user_no, s, now() "
          "from members, generate_series(100, 102) s");
  db.exec("insert into changes(conversation_no, rev, kind, seq, at) "
          "select c, 201, 1, 1, now() from generate_series(1, 5000) c");
  db.exec("analyze");
}

std::string plan_of(pqxx::connection& c, const std::string& name) {
  pqxx::nontransaction tx{c};
  const auto parameters =
    tx.exec("select cardinality(parameter_types) from pg_prepared_statements "
            "where name = "
            + tx.quote(name))
      .at(0)[0]
      .as<int>();
  // Plans are generic: they depend on no value.
  std::string nulls;
  for (int i = 0; i < parameters; ++i)
    nulls += i == 0 ? "(null" : ", null";
  const auto rows =
    tx.exec("explain execute " + name + (parameters > 0 ? nulls + ")" : ""));
  std::string out;
  for (const auto& row : rows)
    out.append(row[0].c_str()).append("\n");
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(plans_suite)

BOOST_AUTO_TEST_CASE(no_statement_scans_a_table_at_a_million_rows) {
  database db;
  fill(db);
  BOOST_TEST(db.number("select count(*) from messages") == 1'000'000);
  storage::pg::session s{db.url(), "plans"};
  for (const auto& statement : storage::pg::statements()) {
    const std::string name{statement.name};
    s.connection().prepare_now(name);
    const auto plan = plan_of(s.connection(), name);
    BOOST_TEST_INFO(name << "\n" << plan);
    // The list of migrations is a few rows and has no other reader.
    if (name != "migrations_last")
      BOOST_TEST(plan.find("Seq Scan") == std::string::npos);
    BOOST_TEST_INFO(name << "\n" << plan);
    BOOST_TEST(plan.find("Hash Join") == std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
