#pragma once

#include "common/histogram.hpp"
#include "load/meter.hpp"
#include "load/pair_links.hpp"

#include <deque>
#include <string>
#include <vector>

namespace bench {

/// Signs of typing from the one to the other of each pair, so many at once or
/// so many a second. They have no ack and no name, so the first that comes is
/// taken for the first that went.
class typing final : public pair_links {
public:
  explicit typing(const options& o);

  int run();

protected:
  void on_event(std::size_t pair, side which, std::string_view event) override;

private:
  struct signal {
    nanos due;
    bool measured;
  };

  void send(std::size_t pair, nanos due);
  void send_at_rate();
  void send_to_fill();
  void replace_missing();
  int tell();

  std::vector<std::string> packets_;        ///< by pair
  std::vector<std::deque<signal>> waiting_; ///< by pair
  meter meter_;
  bool sending_ = false;
  std::uint64_t delivered_ = 0;
  std::uint64_t missing_ = 0;
  std::uint64_t unexpected_ = 0;
  histogram latency_;
};

} // namespace bench
