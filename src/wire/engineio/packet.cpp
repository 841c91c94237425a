#include "wire/engineio/packet.hpp"

#include "base/json_writer.hpp"

namespace wire::engineio {

std::optional<packet> decode(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '6')
    return std::nullopt;
  return packet{static_cast<packet_type>(text.front() - '0'), text.substr(1)};
}

std::optional<std::string_view> find_base64(std::string_view text,
                                            revision rev) {
  const std::string_view mark = rev == revision::v4 ? "b" : "b4";
  if (!text.starts_with(mark))
    return std::nullopt;
  return text.substr(mark.size());
}

std::string open_packet(std::string_view sid,
                        std::span<const std::string_view> upgrades,
                        std::chrono::milliseconds ping_interval,
                        std::chrono::milliseconds ping_timeout,
                        std::size_t max_payload) {
  std::string out{to_digit(packet_type::open)};
  base::json_writer json{out};
  json.open('{').key("sid").string(sid).key("upgrades").open('[');
  for (auto name : upgrades)
    json.string(name);
  json.close(']');
  json.key("pingInterval").number(ping_interval.count());
  json.key("pingTimeout").number(ping_timeout.count());
  json.key("maxPayload").number(static_cast<std::int64_t>(max_payload));
  json.close('}');
  return out;
}

} // namespace wire::engineio
