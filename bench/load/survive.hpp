#pragma once

#include "load/pair_links.hpp"
#include "load/text.hpp"

#include <array>
#include <cstdio>
#include <string>
#include <vector>

namespace bench {

/// Durable messages at a steady rate to a server that is killed meanwhile.
/// Clients come back by themselves. Senders of even pairs name their messages
/// and send again what was not answered; those of odd pairs do not, and never
/// send twice what may have been stored. What became of each goes into a file.
class survive final : public pair_links {
public:
  explicit survive(const options& o);

  int run();

protected:
  void on_joined(std::size_t pair, side which) override;
  void on_ack(std::size_t pair, side which, std::uint64_t ack,
              std::string_view body) override;
  void on_event(std::size_t pair, side which, std::string_view event) override;
  void on_closed(std::size_t pair, side which, std::string_view why) override;

private:
  enum class outcome : std::uint8_t { waiting, unknown, acked, refused };

  struct message {
    outcome state = outcome::waiting;
    unsigned sends = 0;
    std::uint64_t seq = 0; ///< as acknowledged
    std::string id;        ///< as acknowledged
    std::string error;
    std::uint64_t delivered_seq = 0;
    std::array<unsigned, 2> seen{}; ///< how often, by side
    unsigned conflicts = 0;         ///< acks or deliveries that say another seq
  };

  struct retry {
    nanos at = 0; ///< 0 = not waiting
    nanos delay = 0;
  };

  [[nodiscard]] static bool is_named(std::size_t pair) {
    return pair % 2 == 0;
  }

  void send(std::size_t pair, std::size_t number);
  void reconnect_due();
  [[nodiscard]] bool settled() const;
  [[nodiscard]] nanos next_reconnect() const;
  void write_log() const;
  void write_line(std::FILE* file, std::size_t pair, std::size_t number) const;
  int tell() const;

  texts texts_;
  std::vector<std::vector<message>> messages_; ///< by pair
  std::vector<retry> retries_;                 ///< by client
  std::vector<bool> sender_joined_;            ///< by pair
  std::uint64_t skipped_ = 0;
  std::uint64_t reconnects_ = 0;
};

} // namespace bench
