#pragma once

#include "common/histogram.hpp"
#include "load/meter.hpp"
#include "load/pair_links.hpp"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace bench {

/// A call within each pair, all ringing at once and never answered: what they
/// cost while nothing happens, and whether each is missed when its time is
/// over, not before. The clock has to be the server's: both are on one machine.
class ringing final : public pair_links {
public:
  explicit ringing(const options& o);

  int run();

  void ready(client& c) override;

protected:
  void on_ack(std::size_t pair, side which, std::uint64_t ack,
              std::string_view body) override;
  void on_event(std::size_t pair, side which, std::string_view event) override;

private:
  struct call {
    nanos dialled = 0;
    nanos deadline = 0;
    std::uint8_t rung = 0;
    std::array<std::uint8_t, 2> missed{}; ///< how often it was told, by side
  };

  void hold(nanos until);
  void dial_all();
  void dial_next();
  void wait_for_the_end();
  /// What the server uses of a core while nothing is asked of it.
  double idle_core_share();
  int tell();
  /// Adds what must not be; the exit code.
  int tell_wrongs(report& r) const;

  std::vector<call> calls_; ///< by pair
  meter meter_;
  std::size_t dialled_ = 0;
  std::size_t answered_ = 0; ///< dials, by the server
  std::size_t rung_ = 0;
  std::size_t told_missed_ = 0; ///< sides

  nanos first_deadline_ = 0;
  nanos last_deadline_ = 0;
  double idle_share_ = 0;
  double dial_seconds_ = 0;
  double dial_cpu_ = 0;
  double end_cpu_ = 0;
  std::int64_t rss_idle_ = 0;
  std::int64_t rss_ringing_ = 0;

  std::uint64_t early_ = 0;
  std::uint64_t doubled_ = 0;
  std::uint64_t unexpected_ = 0;
  std::map<std::string, std::uint64_t> errors_;
  histogram set_up_latency_;
  histogram lateness_; ///< of deadlines
  nanos latest_ = 0;
};

} // namespace bench
