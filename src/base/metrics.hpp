#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace base {

/// A number that only grows. Relaxed: totals, not synchronisation.
class counter {
public:
  void add(std::uint64_t n = 1) noexcept {
    value_.fetch_add(n, std::memory_order_relaxed);
  }

  [[nodiscard]] std::uint64_t value() const noexcept {
    return value_.load(std::memory_order_relaxed);
  }

private:
  std::atomic<std::uint64_t> value_{0};
};

/// A number that goes up and down.
class gauge {
public:
  void add(std::int64_t n) noexcept {
    value_.fetch_add(n, std::memory_order_relaxed);
  }

  void set(std::int64_t n) noexcept {
    value_.store(n, std::memory_order_relaxed);
  }

  [[nodiscard]] std::int64_t value() const noexcept {
    return value_.load(std::memory_order_relaxed);
  }

private:
  std::atomic<std::int64_t> value_{0};
};

/// All measurements of one server. One instance a server, handed to whoever
/// measures; `render_metrics` (metrics.cpp) names and explains each.
struct metrics {
  // sockets
  gauge sockets_open;
  counter sockets_opened;
  counter sockets_closed;
  counter sockets_refused;
  counter frames_in;
  counter frames_out;
  counter bytes_in;
  counter bytes_out;
  counter socket_sends;
  counter io_wakeups;
  gauge bytes_queued;
  counter slow_sockets_closed;
  counter reads_paused;

  // commands
  counter commands;
  counter commands_refused;
  counter packets_malformed;
  counter handovers;

  // actors
  gauge sessions;
  gauge conversations;
  counter conversations_loaded;
  counter conversations_reloaded;

  // journal
  counter journal_commits;
  counter journal_rows;
  counter journal_cursors;
  counter journal_stale;
  counter journal_duplicates;
  counter journal_refused;
  counter journal_unavailable;
  counter journal_in_doubt;
  counter journal_overloaded;
  gauge journal_queued_rows;
  gauge journal_queued_bytes;
  counter calls_written;
  counter calls_hindered;
  counter users_written;

  // http
  counter http_requests;
  counter http_errors;
  counter tls_handshakes;
  counter tls_handshakes_failed;
};

/// The text of Prometheus' exposition format.
[[nodiscard]] std::string render_metrics(const metrics& m);

} // namespace base
