#include "database.hpp"

#include "storage/pg/migrations.hpp"

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <thread>

/// libpqxx 6.4 forgets the result (some 200 bytes) of a statement during which
/// the link broke, which the tests here make happen often.
// NOLINTNEXTLINE(bugprone-reserved-identifier): the sanitizer calls it that
extern "C" const char* __lsan_default_suppressions() {
  return "leak:PQmakeEmptyPGresult\n";
}

namespace tests {

namespace {

std::string cluster_url() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment
  const char* url = std::getenv("DATABASE_URL");
  if (url == nullptr)
    throw std::runtime_error{"run me through scripts/with-postgres"};
  return url;
}

/// The same cluster, another database.
std::string url_of(const std::string& name) {
  auto url = cluster_url();
  const auto at = url.find("/switchboard");
  if (at == std::string::npos)
    throw std::runtime_error{"DATABASE_URL names no database switchboard"};
  url.replace(at + 1, std::string{"switchboard"}.size(), name);
  // On a busy machine it may take longer than a server waits.
  return url + (url.find('?') != std::string::npos ? "&" : "?")
         + "connect_timeout=30";
}

void administer(const std::string& sql) {
  pqxx::connection c{cluster_url()};
  pqxx::nontransaction tx{c};
  tx.exec(sql);
}

void make_template() {
  administer("create database template_migrated");
  const auto done = storage::pg::migrate(url_of("template_migrated"));
  if (!done)
    throw std::runtime_error{done.error().message};
}

} // namespace

database::database(content c) {
  static std::once_flag once;
  static std::atomic<int> count{0};
  std::call_once(once, make_template);
  name_ = "t" + std::to_string(++count);
  administer("create database " + name_
             + (c == content::migrated ? " template template_migrated" : ""));
  url_ = url_of(name_);
  connection_ = std::make_unique<pqxx::connection>(url_);
}

database::~database() {
  connection_.reset();
  administer("drop database " + name_ + " with (force)");
}

pqxx::result database::exec(const std::string& sql) {
  pqxx::nontransaction tx{*connection_};
  return tx.exec(sql);
}

std::int64_t database::number(const std::string& sql) {
  return exec(sql).at(0)[0].as<std::int64_t>();
}

test_conversation database::add_named_conversation() {
  const auto row =
    exec("with c as (insert into conversations(id, kind, created_at) "
         "values (substring(uuid_send(gen_random_uuid()), 1, 12), 2, now()) "
         "returning no, id), "
         "h as (insert into heads(conversation_no, last_at) "
         "select no, 'epoch' from c) select no, encode(id, 'hex') from c")
      .at(0);
  return {{row[0].as<std::int64_t>()},
          schema::conversation_id::parse(row[1].c_str()).value()};
}

bool database::somebody_waits() {
  return number("select count(*) from pg_stat_activity where datname = '"
                + name_ + "' and wait_event_type = 'Lock'")
         > 0;
}

head_lock::head_lock(const database& db, schema::conversation_no key)
  : connection_(db.url()),
    tx_(connection_) {
  tx_.exec("select 1 from heads where conversation_no = "
           + std::to_string(key.value) + " for update");
}

void head_lock::exec(const std::string& sql) {
  tx_.exec(sql);
}

void head_lock::commit() {
  tx_.commit();
}

std::uint16_t server_port() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment
  const char* port = std::getenv("PGPORT");
  return static_cast<std::uint16_t>(std::stoi(port == nullptr ? "0" : port));
}

bool eventually(const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + long_enough;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline)
      return false;
    std::this_thread::yield();
  }
  return true;
}

std::unique_ptr<storage::store> open_store(storage::pg::options o,
                                           base::metrics& metrics) {
  auto made = storage::pg::make_store(std::move(o), metrics);
  if (!made)
    throw std::runtime_error{made.error().message};
  return std::move(*made);
}

} // namespace tests
