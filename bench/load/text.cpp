#include "load/text.hpp"

#include "common/scan.hpp"

#include <array>
#include <cstdio>
#include <random>

namespace bench {

namespace {

std::string hex(std::uint64_t value, int digits) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "%0*llx", digits,
                static_cast<unsigned long long>(value));
  return text.data();
}

} // namespace

texts::texts(std::size_t size)
  : size_(size),
    run_(hex(std::random_device{}(), 8)),
    needle_(R"("content":"run-)" + run_ + "-") {
  // nop
}

std::string texts::content(content_key key) const {
  auto text = "run-" + run_ + "-" + std::to_string(key.pair) + "-"
              + std::to_string(key.number) + ";";
  if (text.size() < size_)
    text.resize(size_, 'x');
  return text;
}

std::optional<content_key> texts::key_in(std::string_view json) const {
  auto rest = after(json, needle_);
  if (!rest)
    return std::nullopt;
  auto pair = take_number(*rest);
  if (!pair || !rest->starts_with('-'))
    return std::nullopt;
  rest->remove_prefix(1);
  auto number = take_number(*rest);
  if (!number || !rest->starts_with(';'))
    return std::nullopt;
  return content_key{*pair, *number};
}

std::string texts::client_id(content_key key) const {
  auto pair = hex(key.pair, 8);
  return run_ + "-" + pair.substr(0, 4) + "-4" + pair.substr(4, 3) + "-8"
         + pair.substr(7) + "00-" + hex(key.number, 12);
}

std::string join_packet(const pair_of_users& pair) {
  return R"(420["dm:join_conversation",{"conversationId":")" + pair.conversation
         + "\"}]";
}

std::string send_packet(const pair_of_users& pair, std::uint64_t ack,
                        std::string_view content, std::string_view client_id) {
  std::string text;
  text.reserve(content.size() + 320);
  text.append("42").append(std::to_string(ack));
  text.append(R"(["dm:send_message",{"conversationId":")");
  text.append(pair.conversation).append(R"(","recipientId":")");
  text.append(pair.astrologer);
  text.append(R"(","recipientType":"astrologer","content":")").append(content);
  text.append(R"(","messageType":"text")");
  if (!client_id.empty())
    text.append(R"(,"clientMessageId":")").append(client_id).append("\"");
  return text.append("}]");
}

std::string typing_packet(const pair_of_users& pair) {
  return R"(42["dm:typing_start",{"conversationId":")" + pair.conversation
         + "\"}]";
}

} // namespace bench
