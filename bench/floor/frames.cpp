#include "floor/frames.hpp"

#include "common/frame.hpp"

#include <openssl/evp.h>

#include <array>

namespace bench {

namespace {

/// `2026-01-31T12:00:00`, made anew only once a second.
const std::string& iso_second(std::time_t at) {
  static thread_local std::time_t cached_at = 0;
  static thread_local std::string cached;
  if (at != cached_at || cached.empty()) {
    std::array<char, 32> text{};
    std::tm parts{};
    gmtime_r(&at, &parts);
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    cached = text.data();
    cached_at = at;
  }
  return cached;
}

std::string accept_key(std::string_view key) {
  std::string text(key);
  text += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(),
             nullptr);
  std::array<unsigned char, 64> encoded{};
  EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
  return reinterpret_cast<const char*>(encoded.data());
}

} // namespace

std::string to_object_id(std::uint64_t number) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(24, '0');
  for (std::size_t i = 24; i-- > 8; number >>= 4)
    text[i] = digits[number & 15];
  return text;
}

std::uint64_t from_object_id(std::string_view digits) {
  std::uint64_t number = 0;
  for (char c : digits) {
    auto digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    number = number << 4 | (static_cast<unsigned>(digit) & 15);
  }
  return number;
}

std::string upgrade_answer(std::string_view request, std::uint32_t serial) {
  constexpr std::string_view name = "Sec-WebSocket-Key: ";
  auto start = request.find(name);
  if (start == std::string_view::npos)
    return "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
  auto key = request.substr(start + name.size());
  std::string out = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                    "Connection: Upgrade\r\nSec-WebSocket-Accept: ";
  out += accept_key(key.substr(0, key.find('\r')));
  out += "\r\n\r\n";
  append_server_frame(
    out, opcode::text,
    R"(0{"sid":")" + to_object_id(serial)
      + R"(","upgrades":[],"pingInterval":25000,"pingTimeout":20000,)"
        R"("maxPayload":1000000})");
  return out;
}

std::string message_object(const post& p, std::time_t at) {
  auto conversation = to_object_id(p.conversation);
  auto id = to_object_id(p.seq);
  auto sender = std::to_string(p.sender.serial);
  const auto& time = iso_second(at);
  std::string json;
  json.reserve(p.content.size() + 512);
  json.append(R"({"id":")").append(id);
  json.append(R"(","_id":")").append(id);
  json.append(R"(","conversationId":")").append(conversation);
  json.append(R"(","senderId":"user-)").append(sender);
  json.append(R"(","senderType":"user","senderName":"User )").append(sender);
  json.append(R"(","recipientId":"astrologer-)").append(sender);
  json.append(R"(","recipientType":"astrologer","content":")");
  json.append(p.content);
  json.append(R"(","messageType":"text","type":"text","status":"sent","seq":)");
  json.append(std::to_string(p.seq));
  json.append(R"(,"timestamp":")").append(time);
  json.append(R"(.000Z","createdAt":")").append(time);
  json.append(R"(.000Z","replyTo":null,"replyToId":null})");
  return json;
}

void append_ack(std::string& out, std::uint64_t ack, std::string_view data) {
  std::string text = "43" + std::to_string(ack);
  text.reserve(data.size() + 64);
  text.append(R"([{"success":true,"data":)").append(data).append("}]");
  append_server_frame(out, opcode::text, text);
}

void append_event(std::string& out, std::string_view name,
                  std::string_view data) {
  std::string text = R"(42[")";
  text.reserve(data.size() + 64);
  text.append(name).append(R"(",)").append(data).append("]");
  append_server_frame(out, opcode::text, text);
}

} // namespace bench
