#include "wire/socketio/packet.hpp"

#include <charconv>
#include <system_error>

namespace wire::socketio {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Cuts the digits off that `text` begins with.
std::string_view take_digits(std::string_view& text) {
  std::size_t n = 0;
  while (n < text.size() && is_digit(text[n]))
    ++n;
  const auto digits = text.substr(0, n);
  text.remove_prefix(n);
  return digits;
}

/// Nothing if the digits are none or say more than a T holds.
template<class T>
std::optional<T> to_number(std::string_view digits) {
  T value = 0;
  const auto* end = digits.data() + digits.size();
  const auto [last, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc{} || last != end)
    return std::nullopt;
  return value;
}

std::optional<decode_error> read_attachments(std::string_view& text,
                                             std::uint32_t& out) {
  const auto digits = take_digits(text);
  if (digits.empty() || !text.starts_with('-'))
    return decode_error::bad_attachments;
  text.remove_prefix(1);
  const auto count = to_number<std::uint32_t>(digits);
  if (!count || *count > max_attachments)
    return decode_error::too_many_attachments;
  out = *count;
  return std::nullopt;
}

std::string_view read_namespace(std::string_view& text) {
  if (!text.starts_with('/'))
    return "/";
  const auto comma = text.find(',');
  const auto name = text.substr(0, comma);
  text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  return name;
}

bool begins_with(std::string_view json, char bracket) {
  const auto first = json.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && json[first] == bracket;
}

bool is_payload_of(packet_type type, std::string_view json) {
  switch (type) {
  case packet_type::connect:
    return json.empty() || begins_with(json, '{');
  case packet_type::disconnect:
    return json.empty();
  case packet_type::connect_error:
    return begins_with(json, '{') || begins_with(json, '"');
  case packet_type::event:
  case packet_type::ack:
  case packet_type::binary_event:
  case packet_type::binary_ack:
    return begins_with(json, '[');
  }
  return false;
}

bool is_binary(packet_type type) {
  return type == packet_type::binary_event || type == packet_type::binary_ack;
}

} // namespace

std::string_view to_string(decode_error e) {
  switch (e) {
  case decode_error::unknown_type:
    return "unknown packet type";
  case decode_error::bad_attachments:
    return "bad attachment count";
  case decode_error::too_many_attachments:
    return "too many attachments";
  case decode_error::ack_too_large:
    return "ack id too large";
  case decode_error::bad_payload:
    return "payload of the wrong shape";
  }
  return "malformed packet";
}

tl::expected<packet, decode_error> decode(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '6')
    return tl::unexpected{decode_error::unknown_type};
  packet p;
  p.type = static_cast<packet_type>(text.front() - '0');
  text.remove_prefix(1);
  if (is_binary(p.type))
    if (const auto error = read_attachments(text, p.attachments))
      return tl::unexpected{*error};
  p.nsp = read_namespace(text);
  if (const auto digits = take_digits(text); !digits.empty()) {
    p.ack = to_number<std::uint64_t>(digits);
    if (!p.ack)
      return tl::unexpected{decode_error::ack_too_large};
  }
  if (!is_payload_of(p.type, text))
    return tl::unexpected{decode_error::bad_payload};
  p.json = text;
  return p;
}

namespace_target split_namespace(std::string_view nsp) {
  const auto mark = nsp.find('?');
  if (mark == std::string_view::npos)
    return {nsp, {}};
  return {nsp.substr(0, mark), nsp.substr(mark + 1)};
}

} // namespace wire::socketio
