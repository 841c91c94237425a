#pragma once

#include "storage/pg/store.hpp"

#include <pqxx/pqxx>

#include <chrono>
#include <functional>
#include <future>
#include <stdexcept>
#include <string>

namespace tests {

struct test_conversation {
  schema::conversation_no no;
  schema::conversation_id id;
};

/// A migrated database of its own in the cluster of DATABASE_URL; dropped at
/// the end.
class database {
public:
  enum class content { migrated, empty };

  explicit database(content c = content::migrated);
  ~database();

  database(const database&) = delete;
  database& operator=(const database&) = delete;

  [[nodiscard]] const std::string& url() const {
    return url_;
  }

  [[nodiscard]] const std::string& name() const {
    return name_;
  }

  pqxx::result exec(const std::string& sql);

  /// The one number that `sql` selects.
  std::int64_t number(const std::string& sql);

  /// A conversation with nothing in it and nobody.
  test_conversation add_named_conversation();

  schema::conversation_no add_conversation() {
    return add_named_conversation().no;
  }

  /// True once a statement of another connection waits for a lock.
  bool somebody_waits();

private:
  std::string name_;
  std::string url_;
  std::unique_ptr<pqxx::connection> connection_;
};

/// Locks the head of a conversation while it lives: whoever posts there waits.
class head_lock {
public:
  head_lock(const database& db, schema::conversation_no key);

  /// Does something behind the lock; undone without `commit`.
  void exec(const std::string& sql);
  void commit();

private:
  pqxx::connection connection_;
  pqxx::work tx_;
};

/// The server's TCP port.
[[nodiscard]] std::uint16_t server_port();

/// Asks again and again, for 30 s at most; for what cannot be waited on.
[[nodiscard]] bool eventually(const std::function<bool()>& holds);

inline constexpr std::chrono::seconds long_enough{30};

/// What a call of the port answers: `await<T>([&](auto done) { s.f(done); })`.
template<class T>
schema::result<T>
await(const std::function<void(storage::on_result<T>)>& call) {
  auto promise = std::make_shared<std::promise<schema::result<T>>>();
  auto future = promise->get_future();
  call([promise](schema::result<T> r) { promise->set_value(std::move(r)); });
  if (future.wait_for(long_enough) != std::future_status::ready)
    throw std::runtime_error{"no answer"};
  return future.get();
}

[[nodiscard]] std::unique_ptr<storage::store>
open_store(storage::pg::options o, base::metrics& metrics);

/// A database with a store on it.
struct store_fixture {
  database db;
  base::metrics metrics;
  std::unique_ptr<storage::store> store =
    open_store({.database_url = db.url()}, metrics);
};

} // namespace tests
