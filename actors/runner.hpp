#pragma once

#include <functional>

namespace actors {

/// Actors that have no thread of their own: whoever has one lends it. An I/O
/// thread that does so saves the wake-ups between reading a command, deciding
/// on it and writing its answer (docs/adr/0011).
class runner {
public:
  virtual ~runner() = default;

  /// Gives each actor that has work one turn. By one thread at a time.
  virtual void run_some() noexcept = 0;

  /// Any thread.
  [[nodiscard]] virtual bool has_work() const noexcept = 0;

  /// `wake` is called, on any thread, when work comes while there was none. It
  /// must neither block nor throw. An empty function ends the lending.
  virtual void on_work(std::function<void()> wake) = 0;
};

} // namespace actors
