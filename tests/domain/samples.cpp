#include "samples.hpp"

namespace samples {

namespace {

schema::member member_of(const schema::identity& who) {
  return {.no = who.no,
          .id = who.profile.id,
          .role = who.profile.role,
          .name = {},
          .picture = {},
          .joined_at = at(0)};
}

} // namespace

schema::identity person(std::int64_t no, schema::role role) {
  schema::identity who;
  who.no = {no};
  who.profile.id = "person-" + std::to_string(no);
  who.profile.role = role;
  return who;
}

schema::conversation pair() {
  schema::conversation where;
  where.no = {77};
  where.kind = schema::conversation_kind::user_astrologer;
  where.consulted = true;
  where.created_at = at(0);
  where.members = {member_of(person(1, schema::role::user)),
                   member_of(person(2, schema::role::astrologer))};
  where.head = {.rev = {9}, .last_seq = {5}, .last_at = at(250)};
  return where;
}

schema::timestamp at(std::int64_t milliseconds) {
  return schema::timestamp{std::chrono::seconds{start}
                           + std::chrono::milliseconds{milliseconds}};
}

const domain::message_id_codec& codec() {
  static const domain::message_id_codec instance{
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};
  return instance;
}

schema::post_message post(std::string content) {
  schema::post_message command;
  command.content = std::move(content);
  return command;
}

std::string utf8(char32_t code_point) {
  const auto tail = [code_point](int shift) {
    return static_cast<char>(0x80 | ((code_point >> shift) & 0x3f));
  };
  if (code_point < 0x80)
    return {static_cast<char>(code_point)};
  if (code_point < 0x800)
    return {static_cast<char>(0xc0 | (code_point >> 6)), tail(0)};
  if (code_point < 0x10000)
    return {static_cast<char>(0xe0 | (code_point >> 12)), tail(6), tail(0)};
  return {static_cast<char>(0xf0 | (code_point >> 18)), tail(12), tail(6),
          tail(0)};
}

std::string repeat(std::string_view text, std::size_t times) {
  std::string result;
  result.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i)
    result.append(text);
  return result;
}

} // namespace samples
