#include "wire/engineio/payload.hpp"

#include "wire/engineio/base64.hpp"

#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace wire::engineio {

namespace {

constexpr char separator = '\x1e';
constexpr char base64_mark = 'b';
constexpr char length_end = '\xff';
constexpr char text_form = '\x00';
constexpr char binary_form = '\x01';
constexpr std::size_t max_length_digits = 9;

using failure = std::optional<payload_error>;

bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

std::size_t utf8_width(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0x80 ? 1 : (byte < 0xe0 ? 2 : (byte < 0xf0 ? 3 : 4));
}

/// What a character of that width takes in JavaScript.
std::size_t utf16_units(std::size_t width) {
  return width == 4 ? 2 : 1;
}

std::size_t count_utf16(std::string_view text) {
  std::size_t units = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto width = utf8_width(text[i]);
    units += utf16_units(width);
    i += width;
  }
  return units;
}

/// Collects the packets of a payload.
class builder {
public:
  explicit builder(std::size_t body_size) {
    result_.bytes.reserve(body_size);
  }

  failure add(std::string_view packet, revision rev) {
    const auto base64 = find_base64(packet, rev);
    return base64 ? add_base64(*base64) : add_text(packet);
  }

  /// A packet that begins with its type as a character.
  failure add_text(std::string_view packet) {
    if (packet.empty())
      return payload_error::empty_packet;
    const auto decoded = decode(packet);
    if (!decoded)
      return payload_error::unknown_type;
    result_.bytes.append(decoded->data);
    return finish(decoded->type, false, decoded->data.size());
  }

  failure add_binary(std::string_view data) {
    result_.bytes.append(data);
    return finish(packet_type::message, true, data.size());
  }

  payload take() {
    return std::move(result_);
  }

private:
  failure add_base64(std::string_view text) {
    const auto before = result_.bytes.size();
    if (!append_from_base64(result_.bytes, text))
      return payload_error::bad_base64;
    return finish(packet_type::message, true, result_.bytes.size() - before);
  }

  failure finish(packet_type type, bool binary, std::size_t size) {
    if (result_.packets.size() == max_payload_packets)
      return payload_error::too_many_packets;
    const auto offset = result_.bytes.size() - size;
    result_.packets.push_back({type, binary, static_cast<std::uint32_t>(offset),
                               static_cast<std::uint32_t>(size)});
    return std::nullopt;
  }

  payload result_;
};

failure read_v4(builder& out, std::string_view body) {
  for (;;) {
    const auto end = body.find(separator);
    const auto failed = out.add(body.substr(0, end), revision::v4);
    if (failed || end == std::string_view::npos)
      return failed;
    body.remove_prefix(end + 1);
  }
}

/// Reads at most `max_length_digits` that count from `zero` on; none to spare.
std::optional<std::size_t> to_length(std::string_view digits, char zero) {
  if (digits.empty() || (digits.size() > 1 && digits.front() == zero))
    return std::nullopt;
  std::size_t length = 0;
  for (auto c : digits) {
    const auto digit = static_cast<unsigned char>(c - zero);
    if (digit > 9)
      return std::nullopt;
    length = length * 10 + digit;
  }
  return length;
}

/// Cuts a length and its end off.
std::optional<std::size_t> take_length(std::string_view& body, char zero,
                                       char end_mark) {
  const auto end = body.substr(0, max_length_digits + 1).find(end_mark);
  if (end == std::string_view::npos)
    return std::nullopt;
  const auto length = to_length(body.substr(0, end), zero);
  body.remove_prefix(end + 1);
  return length;
}

/// The bytes that `units` of UTF-16 take at the beginning of valid UTF-8.
std::optional<std::size_t> utf16_prefix(std::string_view text,
                                        std::size_t units) {
  std::size_t size = 0;
  while (units > 0) {
    if (size == text.size())
      return std::nullopt;
    const auto width = utf8_width(text[size]);
    if (utf16_units(width) > units)
      return std::nullopt;
    units -= utf16_units(width);
    size += width;
  }
  return size;
}

failure read_v3(builder& out, std::string_view body) {
  while (!body.empty()) {
    const auto units = take_length(body, '0', ':');
    const auto size = units ? utf16_prefix(body, *units) : std::nullopt;
    if (!size)
      return payload_error::bad_length;
    if (const auto failed = out.add(body.substr(0, *size), revision::v3))
      return failed;
    body.remove_prefix(*size);
  }
  return std::nullopt;
}

failure add_binary_form(builder& out, char form, std::string_view packet) {
  if (form == text_form)
    return is_utf8(packet) ? out.add_text(packet) : payload_error::not_utf8;
  if (packet.empty())
    return payload_error::empty_packet;
  if (form != binary_form
      || packet.front() != static_cast<char>(packet_type::message))
    return payload_error::unknown_type;
  return out.add_binary(packet.substr(1));
}

failure read_v3_binary(builder& out, std::string_view body) {
  while (!body.empty()) {
    const auto form = body.front();
    body.remove_prefix(1);
    const auto size = take_length(body, '\0', length_end);
    if (!size || *size > body.size())
      return payload_error::bad_length;
    if (const auto failed = add_binary_form(out, form, body.substr(0, *size)))
      return failed;
    body.remove_prefix(*size);
  }
  return std::nullopt;
}

using reader = failure (*)(builder& out, std::string_view body);

tl::expected<payload, payload_error> read(std::string_view body, reader f) {
  if (body.empty())
    return tl::unexpected{payload_error::empty_payload};
  builder out{body.size()};
  if (const auto failed = f(out, body))
    return tl::unexpected{*failed};
  return out.take();
}

std::string encode_v4(std::span<const frame_ptr> frames) {
  std::string out;
  for (const auto& x : frames) {
    if (!out.empty())
      out.push_back(separator);
    if (!x->is_binary()) {
      out.append(x->packet());
      continue;
    }
    out.push_back(base64_mark);
    append_base64(out, x->packet());
  }
  return out;
}

/// `b4` and base64 for a packet that begins with its type as a byte.
std::string to_base64_packet(std::string_view packet) {
  std::string out{base64_mark, to_digit(packet_type::message)};
  append_base64(out, packet.substr(1));
  return out;
}

std::string encode_v3(std::span<const frame_ptr> frames) {
  std::string out;
  const auto append = [&](std::string_view packet) {
    out.append(std::to_string(count_utf16(packet)));
    out.append(":").append(packet);
  };
  for (const auto& x : frames)
    if (x->is_binary())
      append(to_base64_packet(x->packet()));
    else
      append(x->packet());
  return out;
}

std::string encode_v3_binary(std::span<const frame_ptr> frames) {
  std::string out;
  for (const auto& x : frames) {
    out.push_back(x->is_binary() ? binary_form : text_form);
    for (auto digit : std::to_string(x->packet().size()))
      out.push_back(static_cast<char>(digit - '0'));
    out.push_back(length_end);
    out.append(x->packet());
  }
  return out;
}

} // namespace

std::string_view to_string(payload_error e) {
  switch (e) {
  case payload_error::empty_payload:
    return "empty payload";
  case payload_error::empty_packet:
    return "empty packet";
  case payload_error::unknown_type:
    return "unknown packet type";
  case payload_error::bad_length:
    return "bad packet length";
  case payload_error::bad_base64:
    return "bad base64";
  case payload_error::not_utf8:
    return "text that is not UTF-8";
  case payload_error::too_many_packets:
    return "too many packets";
  }
  return "malformed payload";
}

tl::expected<payload, payload_error> decode_payload(std::string_view body,
                                                    revision rev) {
  if (!is_utf8(body))
    return tl::unexpected{payload_error::not_utf8};
  return read(body, rev == revision::v4 ? read_v4 : read_v3);
}

tl::expected<payload, payload_error>
decode_binary_payload(std::string_view body) {
  return read(body, read_v3_binary);
}

outgoing_payload encode_payload(std::span<const frame_ptr> frames, revision rev,
                                bool text_only) {
  if (rev == revision::v4)
    return {encode_v4(frames), false};
  if (text_only || std::ranges::none_of(frames, &frame::is_binary))
    return {encode_v3(frames), false};
  return {encode_v3_binary(frames), true};
}

} // namespace wire::engineio
