#include "wire/socketio/event.hpp"

#include <algorithm>
#include <array>

namespace wire::socketio {

namespace {

using simdjson::dom::array;
using simdjson::dom::element_type;
using simdjson::dom::object;

constexpr std::array<std::string_view, 6> reserved_names{
  "connect",       "connect_error", "disconnect",
  "disconnecting", "newListener",   "removeListener"};

bool placeholders_fit(const base::json_element& x, std::size_t attachments);

bool placeholders_fit(const object& x, std::size_t attachments) {
  bool flag = false;
  if (x.at_key("_placeholder").get(flag) == simdjson::SUCCESS && flag) {
    std::uint64_t number = 0;
    return x.at_key("num").get(number) == simdjson::SUCCESS
           && number < attachments;
  }
  return std::ranges::all_of(x, [&](const auto& field) {
    return placeholders_fit(field.value, attachments);
  });
}

/// Goes as deep as the parser let the JSON nest.
bool placeholders_fit(const base::json_element& x, std::size_t attachments) {
  object members;
  if (x.get(members) == simdjson::SUCCESS)
    return placeholders_fit(members, attachments);
  array elements;
  if (x.get(elements) != simdjson::SUCCESS)
    return true;
  return std::ranges::all_of(elements, [&](const auto& element) {
    return placeholders_fit(element, attachments);
  });
}

/// The text of the first element of a JSON array that begins with a number.
std::string_view first_token(std::string_view json) {
  constexpr std::string_view space = " \t\r\n";
  json.remove_prefix(json.find('[') + 1);
  json.remove_prefix(json.find_first_not_of(space));
  return json.substr(0, json.find_first_of(" \t\r\n,]"));
}

bool is_number(const base::json_element& x) {
  const auto type = x.type();
  return type == element_type::INT64 || type == element_type::UINT64
         || type == element_type::DOUBLE;
}

} // namespace

std::string_view to_string(event_error e) {
  switch (e) {
  case event_error::not_json:
    return "payload is not JSON";
  case event_error::bad_shape:
    return "payload of the wrong shape";
  case event_error::reserved_name:
    return "reserved event name";
  case event_error::bad_placeholder:
    return "placeholder without attachment";
  }
  return "malformed event";
}

std::optional<base::json_element> event::argument(std::size_t i) const {
  base::json_element value;
  if (elements.at(i + 1).get(value) != simdjson::SUCCESS)
    return std::nullopt;
  return value;
}

tl::expected<array, event_error> read_ack(std::string_view json, bool padded,
                                          std::size_t attachments) {
  const auto root = base::parse_json(json, padded);
  if (!root)
    return tl::unexpected{event_error::not_json};
  array elements;
  if (root->get(elements) != simdjson::SUCCESS)
    return tl::unexpected{event_error::bad_shape};
  if (attachments > 0 && !placeholders_fit(*root, attachments))
    return tl::unexpected{event_error::bad_placeholder};
  return elements;
}

tl::expected<event, event_error> read_event(std::string_view json, bool padded,
                                            std::size_t attachments) {
  const auto elements = read_ack(json, padded, attachments);
  if (!elements)
    return tl::unexpected{elements.error()};
  event result{{}, *elements};
  base::json_element first;
  if (elements->at(0).get(first) != simdjson::SUCCESS)
    return tl::unexpected{event_error::bad_shape};
  if (first.get(result.name) != simdjson::SUCCESS) {
    if (!is_number(first))
      return tl::unexpected{event_error::bad_shape};
    result.name = first_token(json);
  }
  if (std::ranges::find(reserved_names, result.name) != reserved_names.end())
    return tl::unexpected{event_error::reserved_name};
  return result;
}

} // namespace wire::socketio
