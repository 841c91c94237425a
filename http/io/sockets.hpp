#pragma once

#include "actors/runner.hpp"
#include "http/io/connection.hpp"
#include "http/io/loop.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <vector>

namespace http::io {

/// All WebSockets and polling sessions of a server, spread over its I/O
/// threads. Thread-safe.
class sockets {
public:
  static constexpr tick_ms usual_upgrade_ms = 10'000;

  /// Starts `settings.io_threads` threads, of which the first lends itself to
  /// `runner`, if there is one. Throws std::system_error.
  sockets(const config::settings& settings, actors::gateway& gateway,
          base::metrics& metrics, actors::runner* runner = nullptr,
          tick_ms upgrade_ms = usual_upgrade_ms);
  ~sockets();

  sockets(const sockets&) = delete;
  sockets& operator=(const sockets&) = delete;

  void adopt(arrival x);

  /// Begins a polling session, which holds `place` while it lives; null if
  /// there are `most` already.
  std::shared_ptr<polling_session>
  open_polling(actors::handshake hello, std::size_t most,
               std::shared_ptr<void> place = nullptr);

  [[nodiscard]] const session_table& sessions() const noexcept {
    return environment_->sessions;
  }

  /// Reads no socket further, and waits until what was read is worked through.
  /// False if some of it was not at the deadline. To be called once.
  bool finish_work(std::chrono::steady_clock::time_point deadline);

  /// Writes what is queued, then closes every socket with this reason, and
  /// from now on each that arrives.
  void close_all(actors::close_reason reason);

  /// False if some live on at the deadline.
  bool wait_until_none(std::chrono::steady_clock::time_point deadline);

  /// Cuts what is left and ends the threads. May be called again.
  void stop();

private:
  [[nodiscard]] const std::shared_ptr<loop>& next_loop() noexcept;

  std::shared_ptr<environment> environment_;
  actors::runner* runner_;
  std::vector<std::shared_ptr<loop>> loops_;
  std::atomic<std::size_t> next_{0};
};

} // namespace http::io
