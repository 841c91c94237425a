#include "floor/rooms.hpp"

#include <algorithm>

namespace bench {

rooms::rooms(std::unordered_map<std::uint64_t, std::uint64_t> last_seqs) {
  for (auto [conversation, last_seq] : last_seqs)
    rooms_[conversation].last_seq = last_seq;
}

room& rooms::at(std::uint64_t conversation) {
  return rooms_.at(conversation);
}

void rooms::join(std::uint64_t conversation, connection_id who) {
  leave(conversation, who);
  at(conversation).members.push_back(who);
}

void rooms::leave(std::uint64_t conversation, connection_id who) {
  std::erase_if(at(conversation).members,
                [who](const auto& m) { return m.serial == who.serial; });
}

} // namespace bench
