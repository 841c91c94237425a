#pragma once

#include "storage/pg/session.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace storage::pg {

/// A session that comes back: connects when asked, not more often than a
/// backoff of 50 ms … 1 s allows. Used by one thread.
class link {
public:
  using clock = std::chrono::steady_clock;

  link(std::string url, std::string name);

  /// The session, connecting first if there is none and an attempt is due.
  /// Null while the database is away. Never throws.
  session* use(clock::time_point now) noexcept;

  /// Throws the session away: its connection broke, which says nothing yet
  /// about the next one.
  void drop() noexcept {
    session_.reset();
    failures_ = 0;
    next_attempt_ = {};
  }

  /// A statement was answered: the database is back if it was away.
  void worked() noexcept;

  [[nodiscard]] bool connected() const noexcept {
    return session_ != nullptr;
  }

  /// When the next attempt is due.
  [[nodiscard]] clock::time_point next_attempt() const noexcept {
    return next_attempt_;
  }

  /// When the first attempt of the current row of failures failed. A row ends
  /// when a statement is answered.
  [[nodiscard]] clock::time_point away_since() const noexcept {
    return away_since_;
  }

  /// Takes an answer of the server that it cannot serve now for a failed
  /// attempt: the session is thrown away and the backoff grows.
  void failed(clock::time_point now) noexcept;

private:
  std::string url_;
  std::string name_;
  std::unique_ptr<session> session_;
  int failures_ = 0;
  clock::time_point next_attempt_{};
  clock::time_point away_since_{};
};

} // namespace storage::pg
