#include "samples.hpp"

#include "dialects/direct/direct.hpp"

namespace samples {

schema::object_id id(std::string_view hex) {
  return schema::object_id::parse(hex).value();
}

schema::timestamp at(std::int64_t milliseconds) {
  return schema::timestamp{std::chrono::milliseconds{1'767'268'800'123}
                           + std::chrono::milliseconds{milliseconds}};
}

schema::conversation pair() {
  schema::conversation where;
  where.no = {77};
  where.id = id(conversation_hex);
  where.kind = schema::conversation_kind::user_astrologer;
  where.context_type = "consultation";
  where.context_id = "consult-9";
  where.title = "Birth chart";
  where.created_at = at(0);
  where.members = {{.no = {1},
                    .id = "maya",
                    .role = schema::role::user,
                    .name = "Maya",
                    .picture = "https://cdn.example/maya.png",
                    .joined_at = at(0)},
                   {.no = {2},
                    .id = "arjun",
                    .role = schema::role::astrologer,
                    .name = {},
                    .picture = {},
                    .joined_at = at(1)}};
  where.head = {.rev = {9}, .last_seq = {5}, .last_at = at(60'000)};
  where.consulted = true;
  return where;
}

schema::conversation group() {
  auto where = pair();
  where.kind = schema::conversation_kind::group;
  where.members.push_back({.no = {3},
                           .id = "root",
                           .role = schema::role::admin,
                           .name = "Support",
                           .picture = {},
                           .joined_at = at(2)});
  return where;
}

schema::message hello() {
  schema::message message;
  message.conversation = {77};
  message.seq = {5};
  message.rev = {9};
  message.sender = {1};
  message.created_at = at(60'000);
  message.content = "hello";
  return message;
}

dialects::message_view view_of(const schema::message& message) {
  return {.message = message,
          .id = id(message_hex),
          .reply_to = {},
          .client_message_id = {}};
}

dialects::read_result read(std::string_view event, std::string_view json) {
  return dialects::direct::read(event, base::parse_json(json).value());
}

std::string answer_to(std::string_view event, std::string_view json) {
  const auto result = read(event, json);
  if (!result)
    return "none of ours";
  if (*result)
    return "ok";
  const auto& error = result->error();
  return std::string{to_string(error.code)} + ": " + error.message;
}

} // namespace samples
