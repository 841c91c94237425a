#pragma once

#include <csignal>

namespace app {

/// Keeps SIGTERM, SIGINT and SIGHUP for `wait`. Made before any thread, so
/// that all threads leave them alone; ignores SIGPIPE.
class signals {
public:
  signals();

  /// Blocks until one of them comes; answers its number.
  [[nodiscard]] int wait() const;

private:
  sigset_t set_{};
};

} // namespace app
