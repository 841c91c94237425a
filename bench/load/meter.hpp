#pragma once

#include "common/clock.hpp"
#include "load/options.hpp"
#include "load/report.hpp"

#include <cstdint>

namespace bench {

/// The measured window of a run: warm-up before it, and what the server,
/// PostgreSQL and the driver itself used of the CPU while it lasted.
class meter {
public:
  explicit meter(const options& o);

  /// The warm-up begins.
  void start();

  /// A window that lasts as long as what it measures does, instead of the
  /// warm-up and the seconds of the options.
  void open_window();
  void close_window();

  /// Moves on with the time. True until the window is over.
  bool running();

  /// Whether what starts now counts.
  [[nodiscard]] bool measuring() const {
    return phase_ == phase::window;
  }

  /// When `running` has to be asked again at the latest.
  [[nodiscard]] nanos next_change() const {
    return phase_ == phase::warmup ? begin_ : end_;
  }

  [[nodiscard]] double seconds() const {
    return to_seconds(last_.at - first_.at);
  }

  /// CPU per unit of work, RSS, and what processes that have no part in the
  /// run used of the machine meanwhile.
  void tell(report& r, std::uint64_t units) const;

private:
  enum class phase : std::uint8_t { warmup, window, over };

  struct sample {
    nanos at = 0;
    double server = 0;
    double postgres = 0;
    double driver = 0;
    double machine = 0;
  };

  [[nodiscard]] sample take() const;

  const options& options_;
  nanos begin_ = 0;
  nanos end_ = 0;
  phase phase_ = phase::warmup;
  sample first_;
  sample last_;
};

} // namespace bench
