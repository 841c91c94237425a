// The messages of a connection, one a line: binary behind a `b`, text
// otherwise. As in the product, the first error ends the connection.

#include "base/json_reader.hpp"
#include "check.hpp"
#include "wire/socketio/assembler.hpp"
#include "wire/socketio/event.hpp"
#include "wire/socketio/writer.hpp"

using fuzz::require;

namespace socketio = wire::socketio;
using socketio::packet;
using socketio::packet_type;

namespace {

/// A copy with room behind it, as the padded parse wants it.
class padded_text {
public:
  explicit padded_text(std::string_view text)
    : bytes_(text),
      size_(text.size()) {
    bytes_.append(simdjson::SIMDJSON_PADDING, 'x');
  }

  [[nodiscard]] std::string_view view() const {
    return std::string_view{bytes_}.substr(0, size_);
  }

private:
  std::string bytes_;
  std::size_t size_;
};

bool is_event(packet_type type) {
  return type == packet_type::event || type == packet_type::binary_event;
}

bool is_ack(packet_type type) {
  return type == packet_type::ack || type == packet_type::binary_ack;
}

void check_event(const packet& p) {
  const auto event = socketio::read_event(p.json, false, p.attachments);
  if (!event)
    return;
  require(fuzz::is_utf8(event->name), "names are text");
  require(event->name != "connect" && event->name != "disconnect",
          "reserved names stay reserved");
  require(event->elements.size() > 0, "the name is an element");
  require(event->argument(event->elements.size() - 1) == std::nullopt,
          "arguments are the other elements");
  const std::string name{event->name};
  const auto json = simdjson::minify(event->elements);
  const padded_text copy{p.json};
  const auto again = socketio::read_event(copy.view(), true, p.attachments);
  require(again && again->name == name
            && simdjson::minify(again->elements) == json,
          "padding makes no difference");
}

void check_ack(const packet& p) {
  const auto elements = socketio::read_ack(p.json, false, p.attachments);
  if (!elements)
    return;
  const auto json = simdjson::minify(*elements);
  const auto again = socketio::read_ack(json);
  require(again && simdjson::minify(*again) == json, "JSON is stable");
}

void check_namespace(std::string_view nsp) {
  require(nsp.starts_with('/'), "a namespace begins with a slash");
  require(nsp.find(',') == std::string_view::npos, "and ends at a comma");
  const auto target = socketio::split_namespace(nsp);
  require(target.name.find('?') == std::string_view::npos,
          "a name has no query");
  const auto rest = nsp.size() - target.name.size();
  require(rest == target.query.size() + (rest == 0 ? 0 : 1),
          "name and query are all there is");
}

/// The packet as our writers say it; nothing for a type that they lack.
std::string written(const packet& p) {
  std::string out;
  if (is_event(p.type))
    socketio::append_event_prefix(out, p.nsp, p.ack, p.attachments);
  else if (is_ack(p.type) && p.ack)
    socketio::append_ack_prefix(out, p.nsp, *p.ack, p.attachments);
  else if (p.type == packet_type::disconnect && !p.ack)
    socketio::append_disconnect(out, p.nsp);
  else if (p.type == packet_type::connect && !p.ack)
    socketio::append_bare_connect(out, p.nsp);
  return out.empty() ? out : out.append(p.json);
}

/// Writers say a binary packet without attachments as one that is not binary.
packet as_written(packet p) {
  if (p.attachments == 0 && p.type == packet_type::binary_event)
    p.type = packet_type::event;
  if (p.attachments == 0 && p.type == packet_type::binary_ack)
    p.type = packet_type::ack;
  return p;
}

void check_packet(const packet& p) {
  require(p.attachments <= socketio::max_attachments,
          "attachments are limited");
  check_namespace(p.nsp);
  if (const auto text = written(p); !text.empty())
    require(socketio::decode(text) == as_written(p),
            "what is written is read again");
  if (is_event(p.type))
    check_event(p);
  else if (is_ack(p.type))
    check_ack(p);
}

/// False once the connection is to be closed.
bool take(socketio::assembler& connection, std::string_view line) {
  const bool binary = line.starts_with('b');
  // In memory of its own, as each message is.
  const std::string message{binary ? line.substr(1) : line};
  const bool awaited = connection.awaits_binary();
  const auto step =
    binary ? connection.binary(message) : connection.text(message);
  if (!step)
    return false;
  require(binary == awaited, "binary comes when it is awaited");
  require(connection.awaits_binary() == !*step, "nothing means more to come");
  if (*step) {
    require((*step)->attachments.size() == (*step)->packet.attachments,
            "a packet has what it announced");
    check_packet((*step)->packet);
  }
  return true;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto rest = fuzz::text(data, size);
  socketio::assembler connection;
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    if (!take(connection, line))
      break;
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  }
  return 0;
}
