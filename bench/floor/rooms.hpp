#pragma once

#include "floor/post.hpp"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace bench {

/// One conversation: who listens, and the last number given to a message.
struct room {
  std::vector<connection_id> members;
  std::uint64_t last_seq = 0;
};

/// All conversations, by number. Used on the I/O thread only.
class rooms {
public:
  explicit rooms(std::unordered_map<std::uint64_t, std::uint64_t> last_seqs);

  /// Throws std::out_of_range for one that was not made at the start.
  room& at(std::uint64_t conversation);

  void join(std::uint64_t conversation, connection_id who);
  void leave(std::uint64_t conversation, connection_id who);

private:
  std::unordered_map<std::uint64_t, room> rooms_;
};

} // namespace bench
