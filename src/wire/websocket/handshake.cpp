#include "wire/websocket/handshake.hpp"

#include "base/encoding.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace wire::websocket {

namespace {

constexpr std::string_view guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, to_lower, to_lower);
}

std::string_view trim(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// True if `token` stands in the comma list, in any case.
bool lists(std::string_view list, std::string_view token) {
  for (;;) {
    const auto comma = list.find(',');
    if (equals_ignoring_case(trim(list.substr(0, comma)), token))
      return true;
    if (comma == std::string_view::npos)
      return false;
    list.remove_prefix(comma + 1);
  }
}

/// 16 bytes in base64: 22 characters of which the last carries two bits, and
/// the padding.
bool is_good_key(std::string_view key) {
  constexpr auto is_symbol = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
           || (c >= '0' && c <= '9') || c == '+' || c == '/';
  };
  return key.size() == 24 && key.ends_with("==")
         && std::ranges::all_of(key.substr(0, 22), is_symbol);
}

} // namespace

bool wants_websocket(std::string_view upgrade, std::string_view connection) {
  return lists(upgrade, "websocket") && lists(connection, "upgrade");
}

std::optional<upgrade_refusal> check_upgrade(const upgrade_fields& fields) {
  if (!wants_websocket(fields.upgrade, fields.connection))
    return upgrade_refusal{400, "Not a WebSocket upgrade"};
  if (trim(fields.version) != "13")
    return upgrade_refusal{426, "Only WebSocket version 13 is spoken here"};
  if (!is_good_key(trim(fields.key)))
    return upgrade_refusal{400, "Sec-WebSocket-Key is not 16 bytes of base64"};
  return std::nullopt;
}

std::string accept_value(std::string_view key) {
  const auto text = std::string{trim(key)}.append(guid);
  std::array<std::uint8_t, 20> digest;
  if (EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(),
                 nullptr)
      != 1)
    throw std::runtime_error("OpenSSL gives no SHA-1");
  return base::to_base64(digest);
}

std::string switching_protocols(std::string_view key,
                                std::string_view more_headers) {
  std::string out = "HTTP/1.1 101 Switching Protocols\r\n"
                    "Upgrade: websocket\r\n"
                    "Connection: Upgrade\r\n"
                    "Sec-WebSocket-Accept: ";
  out.append(accept_value(key)).append("\r\n");
  return out.append(more_headers).append("\r\n");
}

} // namespace wire::websocket
