#pragma once

#include "load/provision.hpp"
#include "load/rest_loop.hpp"
#include "load/text.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace bench {

/// Posts to conversations by REST, as their users: those of one conversation
/// one after the other, so that message n gets seq n + 1.
class poster final : public rest_listener {
public:
  /// The last two have to outlive it.
  poster(const options& o, const texts& t,
         const std::vector<pair_of_users>& pairs);

  void post(std::size_t pair);
  void post_to_each(std::size_t times);

  /// Waits until `until` at most, hears what has come.
  void turn(nanos until);

  /// Whether all that was to be posted is answered.
  [[nodiscard]] bool idle() const {
    return waiting_.empty() && under_way_ == 0;
  }

  /// How many messages a conversation has been promised to hold.
  [[nodiscard]] std::size_t posted(std::size_t pair) const {
    return targets_[pair].posted;
  }

  /// Of a server that says it can't now: nothing was stored.
  [[nodiscard]] std::uint64_t refused() const {
    return refused_;
  }

  /// Other refusals, answers with a wrong seq, closed connections.
  [[nodiscard]] const std::map<std::string, std::uint64_t>& errors() const {
    return errors_;
  }

  void answered(rest_link& l, int status, std::string_view body) override;
  void closed(rest_link& l, std::string_view why) override;

private:
  struct target {
    std::string token;
    std::size_t posted = 0;
    bool busy = false; ///< a message of it is under way
  };

  void start();

  const texts& texts_;
  const std::vector<pair_of_users>& pairs_;
  std::vector<target> targets_;      ///< by pair
  std::deque<std::size_t> waiting_;  ///< pairs
  std::vector<std::size_t> errands_; ///< by link, the pair
  std::size_t under_way_ = 0;
  std::uint64_t refused_ = 0;
  std::map<std::string, std::uint64_t> errors_;
  rest_loop loop_;
  std::vector<rest_link*> free_;
};

} // namespace bench
