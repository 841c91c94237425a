#pragma once

#include "common/histogram.hpp"
#include "load/client_loop.hpp"
#include "load/meter.hpp"
#include "load/options.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// What both ways of connecting count: how many were let in, how long it took
/// from the first TCP packet to the answer to CONNECT, how many were not.
class arrivals {
public:
  explicit arrivals(const options& o);

  /// A token of its own for each connect, of one user after the other: none is
  /// known to the server from the last time.
  std::string next_token();

  void let_in(nanos since);
  void refused(std::string_view why);

  /// Prints the report; the exit code.
  int tell(std::string_view transport) const;

  meter window;

private:
  const options& options_;
  std::vector<std::string> users_;
  std::size_t next_user_ = 0;
  histogram latency_;
  std::uint64_t connects_ = 0;
  std::uint64_t refused_ = 0;
};

/// So many handshakes over WebSocket at once: connects, sends CONNECT with a
/// token, and closes when it is let in.
class connect final : public client_listener {
public:
  explicit connect(const options& o);

  int run();

  void ready(client& c) override;
  void packet(client& c, std::string_view text) override;
  void closed(client& c, std::string_view why) override;

private:
  void open(client& c);

  const options& options_;
  arrivals arrivals_;
  std::vector<client> clients_;
  std::vector<nanos> since_; ///< by client
  std::vector<client*> gone_;
  client_loop loop_;
  bool leaving_ = false; ///< the client itself closes
};

} // namespace bench
