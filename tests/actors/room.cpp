#include "room.hpp"

namespace fixtures {

std::string events(const std::vector<std::string>& packets) {
  std::string names;
  for (const auto& packet : packets) {
    const auto begin = packet.find("[\"");
    const auto end = packet.find('"', begin + 2);
    if (!names.empty())
      names.push_back(' ');
    names += packet.starts_with("42")
               ? packet.substr(begin + 2, end - begin - 2)
               : packet.substr(0, 2);
  }
  return names;
}

room::~room() {
  for (auto& s : sockets)
    leave(s);
}

socket& room::enter(const std::string& who, schema::role role) {
  return keep(connect(who, role));
}

socket& room::keep(socket s) {
  return sockets.emplace_back(std::move(s));
}

void room::say(socket& s, const std::string& event, const std::string& json) {
  s.port->deliver(block({R"(21[")" + event + "\"," + json + "]"}));
  run();
}

void room::post(socket& s, const std::string& content) {
  say(s, "dm:send_message", named(R"(,"content":")" + content + "\""));
  commit();
}

void room::commit() {
  store.pending().commit_all();
  run();
}

std::string room::named(const std::string& more) const {
  return R"({"conversationId":")" + id + "\"" + more + "}";
}

std::string room::message(std::int64_t seq) const {
  return ids.encode(where.no, {seq}, now).to_string();
}

} // namespace fixtures
