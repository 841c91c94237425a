#pragma once

#include "load/client_loop.hpp"
#include "load/options.hpp"
#include "load/provision.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace bench {

enum class side : std::uint8_t { sender, receiver };

/// Two clients a pair, both of which join the pair's conversation as soon as
/// they are ready, and again after each reconnect.
class pair_links : public client_listener {
public:
  explicit pair_links(const options& o);

  /// Returns when all have joined; without `receivers`, all senders. Throws
  /// std::runtime_error.
  void connect_and_join(bool receivers = true);

  void ready(client& c) override;
  void packet(client& c, std::string_view text) override;
  void closed(client& c, std::string_view why) override;

protected:
  /// The server has let this side in.
  virtual void on_joined(std::size_t pair, side which);
  /// `body` is the array of arguments. `ack` is at least 1.
  virtual void on_ack(std::size_t pair, side which, std::uint64_t ack,
                      std::string_view body);
  /// `event` begins with the name, in quotes.
  virtual void on_event(std::size_t pair, side which,
                        std::string_view event) = 0;
  virtual void on_closed(std::size_t pair, side which, std::string_view why);

  client& link(std::size_t pair, side which);

  const options& options_;
  std::vector<pair_of_users> pairs_;
  std::vector<client> clients_;
  client_loop loop_;
  std::size_t joined_ = 0;
  std::size_t closed_ = 0;
};

} // namespace bench
