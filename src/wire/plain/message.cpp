#include "wire/plain/message.hpp"

namespace wire::plain {

std::string_view to_string(message_error e) {
  switch (e) {
  case message_error::not_json:
    return "message is not JSON";
  case message_error::bad_shape:
    return "message of the wrong shape";
  }
  return "malformed message";
}

tl::expected<message, message_error> read_message(std::string_view json,
                                                  bool padded) {
  const auto root = base::parse_json(json, padded);
  if (!root)
    return tl::unexpected{message_error::not_json};
  const auto event = base::string_field(*root, "event");
  if (!event || event->empty() || event->size() > max_event_name)
    return tl::unexpected{message_error::bad_shape};
  message result{*event, base::field(*root, "data"), std::nullopt};
  if (const auto ack = base::field(*root, "ack")) {
    std::uint64_t number = 0;
    if (ack->get(number) != simdjson::SUCCESS)
      return tl::unexpected{message_error::bad_shape};
    result.ack = number;
  }
  return result;
}

void append_event(std::string& out, std::string_view event_array) {
  const auto quote = event_array.find('"', 2);
  const auto name = event_array.substr(1, quote);
  auto data = event_array.substr(quote + 1);
  data.remove_suffix(1);
  out.append(R"({"event":)").append(name);
  if (data.starts_with(','))
    out.append(R"(,"data":)").append(data.substr(1));
  out.push_back('}');
}

void append_ack(std::string& out, std::uint64_t ack, std::string_view data) {
  out.append(R"({"ack":)").append(std::to_string(ack));
  out.append(R"(,"data":)").append(data).push_back('}');
}

} // namespace wire::plain
