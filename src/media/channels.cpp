#include "media/channels.hpp"

#include <algorithm>

namespace media {

namespace {

constexpr std::string_view signs = " !#$%&()+-:;<=.>?@[]^_{}|~,";

bool is_good(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
         || (c >= '0' && c <= '9') || signs.find(c) != signs.npos;
}

} // namespace

bool is_channel_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_channel_name
         && std::ranges::all_of(text, is_good);
}

std::string channel_name_of(const schema::object_id& call) {
  std::string name = "call_";
  call.append_to(name);
  return name;
}

} // namespace media
