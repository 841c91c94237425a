#pragma once

#include <condition_variable>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace tests {

/// Stands between the store and PostgreSQL on a loopback port and does harm
/// around one statement. Reads the frontend's messages as far as needed: a
/// prepared statement runs as Bind (which names it), …, Sync; its transaction
/// has ended when the server says ReadyForQuery. `COMMIT` is known as a
/// statement of that name.
class pg_proxy {
public:
  enum class fault {
    none,
    /// The link is cut, the statement never reaches the server.
    cut_before,
    /// The statement is sent and the link cut at once: the server may still be
    /// at work on it when the client is back.
    cut_while_running,
    /// The server has done it and answered, but the answer is lost.
    cut_after,
    /// The answer waits for `release`.
    hold_answer,
  };

  pg_proxy();
  ~pg_proxy();

  pg_proxy(const pg_proxy&) = delete;
  pg_proxy& operator=(const pg_proxy&) = delete;

  /// The way to that database through the proxy.
  [[nodiscard]] std::string url(const std::string& database) const;

  /// Does `f` to the next `times` runs of the statement, or of any whose name
  /// begins so. `then_refuses`: no new link is taken from then on.
  void arm(std::string statement, fault f, int times = 1,
           bool then_refuses = false);

  /// Blocks until the fault has struck `times` times; false after 30 s.
  [[nodiscard]] bool wait_until_struck(int times = 1);

  void release();

  /// Cuts every link and takes no new ones until `admit`.
  void refuse();
  void admit();

private:
  struct link;

  void accept_loop();
  void forward_statements(link& l);
  void forward_answers(link& l);
  /// What to do to this run of a statement.
  fault strike(const std::string& statement);
  void struck();
  void cut(link& l);

  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string statement_;
  fault fault_ = fault::none;
  int armed_ = 0;
  bool then_refuses_ = false;
  int struck_ = 0;
  bool released_ = false;
  bool refusing_ = false;
  bool stopping_ = false;
  std::list<std::unique_ptr<link>> links_;
  std::thread acceptor_;
};

} // namespace tests
