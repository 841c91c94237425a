#include "database.hpp"
#include "storage/pg/session.hpp"
#include "storage/pg/statements.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>
#include <vector>

using namespace tests;

namespace {

/// A million messages in 5,000 conversations of 100,000 users.
void fill(database& db) {
  db.exec("set synchronous_commit = off");
  db.exec("insert into users(id, role, created_at, updated_at) "
          "select 'u' || i, case when i % 1000 = 0 then 3 else 1 end, now(), "
          "now() from generate_series(1, 100000) i");
  db.exec("insert into conversations(id, kind, pair_key, created_at) "
          "select substring(uuid_send(gen_random_uuid()), 1, 12), 2, "
          "'2|' || i || '|' || i + 1 || '|general', now() "
          "from generate_series(1, 5000) i");
  db.exec("insert into heads(conversation_no, rev, last_seq, last_at) "
          "select no, 210, 200, now() from conversations");
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
  db.exec("insert into cursors(conversation_no, user_no, read_seq) "
          "select conversation_no, user_no, 150 from members");
  db.exec("insert into read_marks select conversation_no, user_no, upto, now() "
          "from members, unnest(array[100, 150]) upto");
  db.exec("insert into changes(conversation_no, rev, kind, seq, at) "
          "select c, 200 + i, 1, i, now() from generate_series(1, 5000) c, "
          "generate_series(1, 10) i");
  db.exec("insert into calls(id, caller_no, callee_no, media, kind, state, "
          "version, created_at, ring_until, ended_at, end_reason) "
          "select 'call' || i, i % 1000 + 1, i % 997 + 2000, 1, 1, 4, 2, "
          "now() - i * interval '1 s', now(), now(), 1 "
          "from generate_series(1, 200000) i");
  db.exec("insert into live_parties(user_no, call_id) "
          "select i, 'call' || i from generate_series(1, 2000) i");
  db.exec("insert into reports(reporter_no, conversation_no, seq, reason, "
          "content, at) select c * 15, c, i, 'rude', 'hello there', now() "
          "from generate_series(1, 5000) c, generate_series(1, 20) i");
}

constexpr const char* large = "\\x000000000000000000000001";

/// A conversation of users 1 and 2 with 100,000 messages, all by 1 and each
/// marked as read by 2; 5,000 of them were deleted at the end.
std::int64_t add_large(database& db) {
  const auto no = db.number("insert into conversations(id, kind, created_at) "
                            "values ('"
                            + std::string{large} + "', 2, now()) returning no");
  const auto key = std::to_string(no);
  db.exec("insert into heads(conversation_no, rev, last_seq, last_at) values ("
          + key + ", 105000, 100000, now())");
  db.exec("insert into members(conversation_no, user_no, role, joined_at) "
          "select "
          + key + ", u, 0, now() from generate_series(1, 2) u");
  db.exec("insert into messages(conversation_no, seq, rev, sender_no, "
          "created_at, kind, batch, content) select "
          + key
          + ", s, case when s between 90001 and 95000 then s + 10000 else s "
            "end, 1, now(), 1, gen_random_uuid(), 'hello there' "
            "from generate_series(1, 100000) s");
  db.exec("insert into changes(conversation_no, rev, kind, seq, at) select "
          + key
          + ", s + 10000, 1, s, now() from generate_series(90001, 95000) s");
  db.exec("insert into read_marks select " + key
          + ", 2, s, now() from generate_series(1, 100000) s");
  return no;
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

/// An index that is read from end to end is no better than its table; unless a
/// limit right above it stops that, and nothing it yields is thrown away.
bool reads_a_whole_index(const std::string& plan) {
  std::istringstream lines{plan};
  std::vector<std::string> all;
  for (std::string line; std::getline(lines, line);)
    all.push_back(line);
  const auto says = [&](std::size_t i, const char* what) {
    return i < all.size() && all[i].find(what) != std::string::npos;
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!says(i, "Index Scan") && !says(i, "Index Only Scan"))
      continue;
    const bool stopped =
      i > 0 && says(i - 1, "Limit  (") && !says(i + 1, "Filter: ");
    if (!says(i + 1, "Index Cond") && !stopped)
      return true;
  }
  return false;
}

/// An end, a call to somebody who is busy, and a new one. When it runs again,
/// each finds that there is nothing to write any more.
std::string calls_written() {
  return "('{call9}', '{2}', '{3}', '{null}', '{null}', '{null}', '{null}', "
         "'{null}', '{null}', '{null}', '{\"\"}', '{9}', '{call9}', "
         "'{new1, new2}', '{5, 7000}', '{7001, 7002}', '{1, 1}', '{1, 1}', "
         "'{1, 1}', '{null, channel}', '{null, null}', '{\"\", \"\"}', "
         "'{0, 0}', '{0, 0}', '{null, null}', '{null, null}', "
         "'{5, 7000, 7001, 7002}', '{new1, new2, new1, new2}')";
}

/// The pages that running it touches, once the catalogue is known.
std::int64_t pages_of(pqxx::connection& c, const std::string& execute) {
  pqxx::nontransaction tx{c};
  tx.exec("execute " + execute);
  const auto row =
    tx.exec("explain (analyze, buffers, format json) execute " + execute).at(0);
  const std::string text{row[0].c_str()};
  std::int64_t pages = 0;
  for (const std::string key :
       {"\"Shared Hit Blocks\": ", "\"Shared Read Blocks\": "})
    pages += std::stoll(text.substr(text.find(key) + key.size()));
  return pages;
}

struct plans_fixture {
  plans_fixture() {
    fill(db);
    key = std::to_string(add_large(db));
    db.exec("vacuum analyze");
  }

  database db;
  std::string key;
};

} // namespace

BOOST_AUTO_TEST_SUITE(plans_suite)

BOOST_FIXTURE_TEST_CASE(nothing_is_scanned_at_a_million_rows, plans_fixture) {
  BOOST_TEST(db.number("select count(*) from messages") >= 1'000'000);
  storage::pg::session s{db.url(), "plans"};
  for (const auto& statement : storage::pg::statements()) {
    const std::string name{statement.name};
    s.connection().prepare_now(name);
    const auto plan = plan_of(s.connection(), name);
    // The list of migrations is a few rows and has no other reader.
    if (name == "migrations_last")
      continue;
    // Nor has live_parties, which holds nothing but the answer.
    const bool reads_all = name == "calls_list_live";
    for (const auto* scan : {reads_all ? "Seq Scan on calls" : "Seq Scan",
                             "Hash Join", "Merge Join"}) {
      BOOST_TEST_INFO(name << "\n" << plan);
      BOOST_TEST(plan.find(scan) == std::string::npos);
    }
    BOOST_TEST_INFO(name << "\n" << plan);
    BOOST_TEST(!reads_a_whole_index(plan));
  }

  // What a plan does not tell: the rows that it finds and throws away.
  struct run {
    std::string name, arguments;
    std::int64_t most_pages;
  };

  const auto id = "'{" + std::string{"\""} + "\\" + large + "\"}'";
  const run runs[] = {
    {"conversations_load", "(" + id + ", true)", 500},
    {"conversations_load", "(" + id + ", false)", 60},
    {"conversations_list", "(1, null, 20, 0)", 30},
    {"conversations_find_missed",
     "(2, " + id + ", '{89000}', '{0}', 100, true)", 40},
    {"messages_changed", "(" + key + ", 0, 100)", 2'000},
    {"messages_changed", "(" + key + ", 99950, 100)", 2'000},
    {"messages_changed", "(" + key + ", 104990, 100)", 200},
    {"messages_page", "('{" + key + "}', '{1}', '{50}', '{t}')", 40},
    {"reports_list", "(9223372036854775807, 20, 0)", 500},
    {"reports_count", "", 500},
    {"users_find_first_admin", "", 10},
    {"calls_list", "(7, 20, 0, null, null, null)", 100},
    {"calls_list", "(7, 20, 0, '{4}', '{}', true)", 100},
    // One that nobody has: all of the user's own calls, which are 200.
    {"calls_list", "(7, 20, 0, '{}', '{6}', null)", 450},
    {"calls_count", "(7, null)", 450},
    {"calls_count_some", "(7, null, '{}', '{6}')", 450},
    // 2,000 people are in calls.
    {"calls_list_live", "", 12'000},
    {"calls_find_live", "('{7, 3000}')", 20},
    {"calls_find_standing", "('{7}', '{u3000}')", 40},
    {"calls_find_obstacles", "('{call7, none}', '{8, 3000}')", 40},
    {"calls_write", calls_written(), 200},
  };
  for (const auto& r : runs) {
    const auto pages = pages_of(s.connection(), r.name + r.arguments);
    BOOST_TEST_MESSAGE(r.name << r.arguments << ": " << pages);
    BOOST_TEST_INFO(r.name << r.arguments);
    BOOST_TEST(pages <= r.most_pages);
  }
}

BOOST_AUTO_TEST_CASE(calls_are_looked_up_by_plans_of_a_time_without_calls) {
  // Plans are kept until the statistics change, however busy it gets meanwhile.
  database db;
  for (int i = 0; i < 100; ++i)
    (void)db.add_conversation();
  db.exec("insert into users(id, role, created_at, updated_at) "
          "select 'u' || i, 1, now(), now() from generate_series(1, 100) i");
  db.exec("insert into calls(id, caller_no, callee_no, media, kind, state, "
          "version, created_at, ring_until, ended_at, end_reason) "
          "select 'call' || i, i, i + 1, 1, 1, 4, 2, now(), now(), now(), 1 "
          "from generate_series(1, 100) i");
  db.exec("insert into live_parties values (1, 'call1')");
  db.exec("delete from live_parties");
  db.exec("vacuum analyze");
  storage::pg::session s{db.url(), "plans"};
  for (const auto& statement : storage::pg::statements()) {
    const std::string name{statement.name};
    if (!name.starts_with("calls_") || name == "calls_list_live")
      continue;
    s.connection().prepare_now(name);
    const auto plan = plan_of(s.connection(), name);
    BOOST_TEST_INFO(name << "\n" << plan);
    BOOST_TEST(plan.find("Seq Scan") == std::string::npos);
    BOOST_TEST_INFO(name << "\n" << plan);
    BOOST_TEST(!reads_a_whole_index(plan));
  }
}

BOOST_AUTO_TEST_SUITE_END()
