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

std::vector<stored_message> texts::messages_in(std::string_view page) const {
  constexpr std::string_view key = R"("seq":)";
  std::vector<stored_message> found;
  auto rest = after(page, key);
  while (rest) {
    auto seq = take_number(*rest).value_or(0);
    if (!found.empty() && seq <= found.back().seq)
      break; // pages are told twice: in `data` and beside it
    auto next = after(*rest, key);
    auto size = next ? rest->size() - next->size() : rest->size();
    found.push_back({seq, key_in(rest->substr(0, size))});
    rest = next;
  }
  return found;
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
  text.append(pair.conversation);
  if (!pair.astrologer.empty())
    text.append(R"(","recipientId":")")
      .append(pair.astrologer)
      .append(R"(","recipientType":"astrologer)");
  text.append(R"(","content":")").append(content);
  text.append(R"(","messageType":"text")");
  if (!client_id.empty())
    text.append(R"(,"clientMessageId":")").append(client_id).append("\"");
  return text.append("}]");
}

std::string typing_packet(const pair_of_users& pair) {
  return R"(42["dm:typing_start",{"conversationId":")" + pair.conversation
         + "\"}]";
}

std::string mark_read_packet(const pair_of_users& pair, std::uint64_t ack,
                             std::string_view message_id) {
  return "42" + std::to_string(ack) + R"(["dm:mark_read",{"conversationId":")"
         + pair.conversation + R"(","messageIds":[")" + std::string(message_id)
         + R"("]}])";
}

std::string history_packet(const pair_of_users& pair, std::uint64_t ack,
                           std::uint64_t seq) {
  return "42" + std::to_string(ack) + R"(["dm:history",{"conversationId":")"
         + pair.conversation + R"(","after":)" + std::to_string(seq) + "}]";
}

std::string sync_packet(std::string_view cursors) {
  return R"(42["sync",{"cursors":)" + std::string(cursors) + "}]";
}

std::string initiate_packet(const pair_of_users& pair, std::uint64_t ack) {
  return "42" + std::to_string(ack) + R"(["call:initiate",{"calleeId":")"
         + pair.astrologer
         + R"(","calleeType":"astrologer","callType":"voice"}])";
}

std::string call_packet(std::string_view event, std::string_view call_id,
                        std::uint64_t ack) {
  return "42" + std::to_string(ack) + "[\"" + std::string(event)
         + R"(",{"callId":")" + std::string(call_id) + R"("}])";
}

std::string messages_path(const pair_of_users& pair) {
  return "/api/conversations/" + pair.conversation + "/messages";
}

std::string post_body(const pair_of_users& pair, std::string_view content) {
  std::string text(R"({"recipientId":")");
  text.append(pair.astrologer).append(R"(","recipientType":"astrologer",)");
  text.append(R"("messageType":"text","content":")").append(content);
  return text.append("\"}");
}

std::string error_code(std::string_view body) {
  auto code = text_after(body, R"("code":)");
  if (code.empty())
    code = text_after(body, R"("error":)");
  return code.empty() ? "unnamed" : std::string(code);
}

} // namespace bench
