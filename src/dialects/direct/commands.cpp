#include "dialects/direct/direct.hpp"
#include "dialects/fields.hpp"

#include <array>

namespace dialects::direct {

namespace {

using base::json_element;
using schema::errc;
using schema::fail;
using schema::failure;
using command_result = schema::result<schema::command>;
using input = const std::optional<json_element>&;

schema::result<schema::conversation_id> read_conversation(input in) {
  return required_id(in, {"conversationId", "conversation"});
}

command_result read_join(input in) {
  return read_conversation(in).map([](const auto& id) {
    return schema::command{schema::join_conversation{id}};
  });
}

command_result read_leave(input in) {
  return read_conversation(in).map([](const auto& id) {
    return schema::command{schema::leave_conversation{id}};
  });
}

template<bool Active>
command_result read_typing(input in) {
  return read_conversation(in).map([](const auto& id) {
    return schema::command{schema::type_in_conversation{id, Active}};
  });
}

schema::result<void> read_kind(const json_element& in,
                               schema::post_message& post) {
  const auto text = optional_text(in, {"messageType", "type"});
  if (!text)
    return failure{text.error()};
  if (!*text)
    return {};
  const auto kind = schema::parse_message_kind(**text);
  if (!kind)
    return fail(errc::validation_failed,
                "messageType must be text, image, audio, video or file");
  post.kind = *kind;
  return {};
}

schema::result<void> read_content(const json_element& in,
                                  schema::post_message& post) {
  const auto text = optional_text(in, {"content", "text", "message"});
  if (!text)
    return failure{text.error()};
  if (!*text)
    return fail(errc::validation_failed, "content is missing");
  post.content = **text;
  return {};
}

schema::result<void> read_text(const json_element& in, std::string_view name,
                               std::optional<std::string>& out) {
  const auto text = optional_text(in, {name});
  if (!text)
    return failure{text.error()};
  if (*text)
    out = std::string{**text};
  return {};
}

command_result read_post(input in) {
  if (!in || !in->is_object())
    return fail(errc::validation_failed, "the payload must be an object");
  schema::post_message post;
  const auto id = read_conversation(in);
  if (!id)
    return failure{id.error()};
  post.conversation = *id;
  const auto reply = optional_id(*in, {"replyTo", "replyToId"});
  if (!reply)
    return failure{reply.error()};
  post.reply_to = *reply;
  auto ok =
    read_kind(*in, post)
      .and_then([&] { return read_content(*in, post); })
      .and_then([&] { return read_text(*in, "mediaUrl", post.media_url); })
      .and_then([&] {
        return read_text(*in, "clientMessageId", post.client_message_id);
      });
  if (!ok)
    return failure{ok.error()};
  return schema::command{std::move(post)};
}

struct row {
  std::string_view event;
  command_result (*read)(input);
};

// Ordered by how often they come.
constexpr std::array rows{
  row{"dm:send_message", read_post},
  row{"dm:typing_start", read_typing<true>},
  row{"dm:typing_stop", read_typing<false>},
  row{"dm:join_conversation", read_join},
  row{"dm:leave_conversation", read_leave},
};

} // namespace

read_result read(std::string_view event, input in) {
  for (const auto& r : rows)
    if (r.event == event)
      return r.read(in);
  return std::nullopt;
}

} // namespace dialects::direct
