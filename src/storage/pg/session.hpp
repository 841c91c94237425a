#pragma once

#include <pqxx/pqxx>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace storage::pg {

/// `url` with timeouts that notice a dead peer; what the url itself says wins.
[[nodiscard]] std::string with_timeouts(const std::string& url);

/// One connection with our settings, our statements known to it (each is
/// prepared by the server at its first use). For one thread at a time. Throws
/// pqxx exceptions; a session whose link broke is thrown away, never reused.
///
/// The planner's settings are those of the writers: without them a commit of
/// 256 rows may scan a whole table.
class session {
public:
  /// Connects; `name` shows up in pg_stat_activity.
  session(const std::string& url, const std::string& name);

  session(const session&) = delete;
  session& operator=(const session&) = delete;

  /// Runs a statement by its name, in a transaction of its own; within
  /// `transact`, in that one.
  template<class... Ts>
  pqxx::result exec(const char* statement, Ts&&... xs) {
    last_statement_ = statement;
    if (open_ != nullptr)
      return open_->exec_prepared(statement, std::forward<Ts>(xs)...);
    pqxx::nontransaction tx{connection_};
    return tx.exec_prepared(statement, std::forward<Ts>(xs)...);
  }

  /// Commits what `work` runs as one; nothing of it if `work` throws.
  void transact(const std::function<void()>& work);

  /// The name of the last statement that was run, for logs.
  [[nodiscard]] const char* last_statement() const noexcept {
    return last_statement_;
  }

  [[nodiscard]] pqxx::connection& connection() noexcept {
    return connection_;
  }

private:
  pqxx::connection connection_;
  /// Notices of the server are not for our standard error.
  pqxx::quiet_errorhandler quiet_;
  pqxx::transaction_base* open_ = nullptr;
  const char* last_statement_ = "connect";
};

} // namespace storage::pg
