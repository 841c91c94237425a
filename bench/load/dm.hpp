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

/// Who hears the messages of `dm`, and what is done about it.
enum class hearing : std::uint8_t {
  heard,
  unheard, ///< receivers are not connected
  marked,  ///< receivers mark each message read
};

/// Durable messages from the one to the other of each pair, so many at once
/// or so many a second, and what became of each.
class dm final : public pair_links {
public:
  explicit dm(const options& o, hearing h = hearing::heard);

  void connect();
  /// Returns when all that was sent is answered and has arrived.
  void post();
  /// Adds the figures; the exit code.
  int tell(report& r) const;

  [[nodiscard]] std::uint64_t sent() const {
    return sent_;
  }

  [[nodiscard]] double acked_per_second() const {
    return double(acked_) / meter_.seconds();
  }

protected:
  void on_ack(std::size_t pair, side which, std::uint64_t ack,
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
    std::vector<nanos> marks;                ///< when each was sent
  };

  void send(std::size_t pair, nanos due);
  void send_at_rate();
  void send_to_fill();
  [[nodiscard]] bool settled() const;
  void drain();
  void mark_read(std::size_t pair, std::string_view event);
  void on_marked(std::size_t pair, std::uint64_t ack, std::string_view body);

  hearing hearing_;
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
  std::uint64_t all_echoed_ = 0;
  std::uint64_t out_of_order_ = 0;
  std::uint64_t marks_ = 0;
  std::uint64_t marks_answered_ = 0;
  std::uint64_t marks_told_ = 0; ///< to senders
  std::map<std::string, std::uint64_t> errors_;
  histogram ack_latency_;
  histogram delivery_latency_;
  histogram mark_latency_;
  histogram lateness_; ///< of the driver itself behind its schedule
};

} // namespace bench
