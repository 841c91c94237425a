#pragma once

#include "common/histogram.hpp"
#include "load/meter.hpp"
#include "load/pair_links.hpp"

#include <array>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace bench {

/// Calls within pairs, so many at once or so many a second: one side dials,
/// the other accepts as soon as it hears of it, and as soon as the first hears
/// of that, one of the two, in turn, hangs up. Each is followed by its id; a
/// pair has one at a time.
class call_cycles final : public pair_links {
public:
  explicit call_cycles(const options& o);

  int run();

  void ready(client& c) override;

protected:
  void on_ack(std::size_t pair, side which, std::uint64_t ack,
              std::string_view body) override;
  void on_event(std::size_t pair, side which, std::string_view event) override;

private:
  enum class step : std::uint8_t { initiate, accept, end };
  /// What a side hears once of a call, if it is due there.
  enum class news : std::uint8_t { incoming, accepted, ended };

  struct call {
    std::uint64_t number = 0; ///< of the pair's
    std::string id;
    std::string id_before; ///< of the pair's last call
    nanos due = 0;
    nanos accept_sent = 0;
    bool measured = false;
    bool live = false;
    bool broken = false; ///< something was refused: the pair has no more
    std::array<bool, 3> sent{};
    std::array<bool, 3> acked{};
    std::array<std::array<std::uint8_t, 2>, 3> heard{}; ///< news, side
  };

  void begin(nanos due);
  void begin_at_rate();
  void begin_to_fill();
  void command(std::size_t pair, side which, step what);
  void on_news(std::size_t pair, side which, news what, std::string_view event);
  void go_on(std::size_t pair, news what);
  void finish_if_complete(std::size_t pair);
  void drain();
  void count_lost();
  int tell();

  std::vector<call> calls_; ///< by pair
  std::deque<std::size_t> free_;
  std::size_t live_ = 0;
  meter meter_;
  bool calling_ = false;

  std::uint64_t begun_ = 0;
  std::uint64_t cycles_ = 0; ///< in the window
  std::uint64_t lost_ = 0;
  std::uint64_t doubled_ = 0;
  std::uint64_t unexpected_ = 0;
  std::uint64_t unanswered_ = 0;
  std::map<std::string, std::uint64_t> errors_;
  histogram set_up_latency_;
  histogram answer_latency_;
  histogram cycle_latency_;
  histogram lateness_; ///< of the driver itself behind its schedule
};

} // namespace bench
