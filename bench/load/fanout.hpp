#pragma once

#include "common/histogram.hpp"
#include "load/client_loop.hpp"
#include "load/meter.hpp"
#include "load/provision.hpp"
#include "load/text.hpp"

#include <map>
#include <string>
#include <vector>

namespace bench {

/// Durable messages to one group, all of whose members listen, so many at
/// once. One is under way until it is acknowledged and everybody has it.
class fanout final : public client_listener {
public:
  explicit fanout(const options& o);

  int run();

  void ready(client& c) override;
  void packet(client& c, std::string_view text) override;
  void closed(client& c, std::string_view why) override;

private:
  struct message {
    nanos due = 0;
    bool measured = false;
    bool acked = false;
    bool refused = false;
    std::size_t deliveries = 0;
  };

  void connect_and_join();
  void send();
  void on_ack(std::uint64_t ack, std::string_view body);
  void on_message(client& c, std::string_view event);
  void settle(const message& m);
  int tell();

  const options& options_;
  texts texts_;
  group_of_users group_;
  pair_of_users address_; ///< the group, as packets name it
  std::vector<client> clients_;
  std::vector<std::uint64_t> last_seqs_; ///< by client
  client_loop loop_;
  meter meter_;
  bool sending_ = false;
  std::size_t joined_ = 0;
  std::vector<message> messages_;

  std::uint64_t settled_ = 0;
  std::uint64_t answered_ = 0;
  std::uint64_t posted_ = 0; ///< in the window, like the next
  std::uint64_t delivered_ = 0;
  std::uint64_t doubled_ = 0;
  std::uint64_t out_of_order_ = 0;
  std::uint64_t closed_ = 0;
  std::map<std::string, std::uint64_t> errors_;
  histogram ack_latency_;
  histogram last_latency_; ///< until the last of all has it
};

} // namespace bench
