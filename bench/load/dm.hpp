#pragma once

#include "common/histogram.hpp"
#include "load/meter.hpp"
#include "load/pair_links.hpp"
#include "load/text.hpp"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace bench {

/// Durable messages from the one to the other of each pair, so many at once
/// or so many a second, and what became of each.
class dm final : public pair_links {
public:
  explicit dm(const options& o);

  int run();

protected:
  void on_ack(std::size_t pair, std::uint64_t ack,
              std::string_view body) override;
  void on_event(std::size_t pair, side which, std::string_view event) override;

private:
  struct message {
    nanos due = 0;
    bool measured = false;
    bool acked = false;
    bool refused = false;
    std::array<std::uint8_t, 2> seen{}; ///< how often, by side
  };

  struct conversation {
    std::vector<message> messages;
    std::array<std::uint64_t, 2> last_seq{}; ///< by side
  };

  void send(std::size_t pair, nanos due);
  void send_at_rate();
  void send_to_fill();
  void drain();
  int tell();

  texts texts_;
  std::vector<conversation> conversations_;
  meter meter_;
  bool sending_ = false;

  std::uint64_t sent_ = 0;
  std::uint64_t answered_ = 0; ///< acks of either kind
  std::uint64_t refused_ = 0;
  std::uint64_t acked_ = 0;         ///< in the window, like the next
  std::uint64_t delivered_ = 0;     ///< to receivers
  std::uint64_t all_delivered_ = 0; ///< also outside the window
  std::uint64_t out_of_order_ = 0;
  std::map<std::string, std::uint64_t> errors_;
  histogram ack_latency_;
  histogram delivery_latency_;
  histogram lateness_; ///< of the driver itself behind its schedule
};

} // namespace bench
