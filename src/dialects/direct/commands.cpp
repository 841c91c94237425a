#include "dialects/direct/direct.hpp"
#include "dialects/fields.hpp"

#include <array>
#include <limits>

namespace dialects::direct {

namespace {

using base::json_element;
using schema::errc;
using schema::fail;
using schema::failure;
using command_result = schema::result<schema::client_command>;
using input = const std::optional<json_element>&;

schema::result<schema::conversation_id> read_conversation(input in) {
  return required_id(in, {"conversationId", "conversation"});
}

command_result read_join(input in) {
  return read_conversation(in).map([](const auto& id) {
    return schema::client_command{schema::join_conversation{id}};
  });
}

command_result read_leave(input in) {
  return read_conversation(in).map([](const auto& id) {
    return schema::client_command{schema::leave_conversation{id}};
  });
}

template<bool Active>
command_result read_typing(input in) {
  return read_conversation(in).map([](const auto& id) {
    return schema::client_command{schema::type_in_conversation{id, Active}};
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

/// A message that names whom it is for instead of a conversation.
command_result read_letter(const json_element& in) {
  const auto recipient = optional_text(in, {"recipientId"});
  if (!recipient)
    return failure{recipient.error()};
  if (!*recipient)
    return fail(errc::validation_failed, "conversationId is missing");
  auto post = read_message(in);
  if (!post)
    return failure{post.error()};
  return schema::write_to{std::string{**recipient}, std::move(*post)};
}

command_result read_post(input in) {
  if (!in || !in->is_object())
    return fail(errc::validation_failed, "the payload must be an object");
  const auto id = optional_id(*in, {"conversationId", "conversation"});
  if (!id)
    return failure{id.error()};
  if (!*id)
    return read_letter(*in);
  auto post = read_message(*in);
  if (!post)
    return failure{post.error()};
  post->conversation = **id;
  return schema::command{std::move(*post)};
}

/// `messageIds`, or the one `messageId`.
schema::result<std::vector<schema::message_id>>
read_messages(const json_element& in) {
  std::vector<schema::message_id> ids;
  const auto one = optional_id(in, {"messageId"});
  if (!one)
    return failure{one.error()};
  if (*one)
    ids.push_back(**one);
  const auto list = base::field(in, "messageIds");
  if (list && list->is_array())
    for (const auto element : simdjson::dom::array{*list}) {
      std::string_view text;
      const auto id = element.get(text) == simdjson::SUCCESS
                        ? schema::message_id::parse(text)
                        : std::nullopt;
      if (!id || ids.size() >= schema::most_marked)
        return fail(errc::validation_failed,
                    "messageIds must be at most 1000 ids of 24 hex digits");
      ids.push_back(*id);
    }
  if (ids.empty())
    return fail(errc::validation_failed, "messageIds must be a list of ids");
  return ids;
}

command_result read_mark(input in) {
  const auto id = read_conversation(in);
  if (!id)
    return failure{id.error()};
  auto ids = read_messages(*in);
  if (!ids)
    return failure{ids.error()};
  return schema::command{schema::mark_read{*id, std::move(*ids)}};
}

schema::result<std::optional<std::int64_t>> read_number(const json_element& in,
                                                        std::string_view name,
                                                        std::int64_t least,
                                                        std::int64_t most) {
  const auto value = base::field(in, name);
  if (!value || value->is_null())
    return std::optional<std::int64_t>{};
  std::int64_t number = 0;
  if (value->get(number) != simdjson::SUCCESS || number < least
      || number > most)
    return fail(errc::validation_failed,
                std::string{name} + " is not a number in bounds");
  return std::optional{number};
}

command_result read_history(input in) {
  const auto id = read_conversation(in);
  if (!id)
    return failure{id.error()};
  schema::read_history query;
  query.conversation = *id;
  if (!in->is_object())
    return query;
  constexpr auto no_limit = std::numeric_limits<std::int64_t>::max();
  const auto take = [&](std::string_view name, std::int64_t least,
                        std::int64_t most, auto& out) -> schema::result<void> {
    const auto number = read_number(*in, name, least, most);
    if (!number)
      return failure{number.error()};
    if (*number)
      out = **number;
    return {};
  };
  auto ok =
    take("limit", 1, 100, query.limit)
      .and_then([&] { return take("page", 1, 1'000'000'000, query.page); })
      .and_then([&] { return take("before", 0, no_limit, query.before); })
      .and_then([&] { return take("after", 0, no_limit, query.after); })
      .and_then([&] { return take("asOfSeq", 0, no_limit, query.as_of); });
  if (!ok)
    return failure{ok.error()};
  return query;
}

command_result read_deletion(input in) {
  const auto where = read_conversation(in);
  if (!where)
    return failure{where.error()};
  if (!in->is_object())
    return fail(errc::validation_failed, "messageId is missing");
  const auto id = optional_id(*in, {"messageId", "id", "_id"});
  if (!id)
    return failure{id.error()};
  if (!*id)
    return fail(errc::validation_failed, "messageId is missing");
  return schema::command{schema::delete_message{*where, **id}};
}

command_result read_sync(input in) {
  if (!in || !in->is_object())
    return fail(errc::validation_failed, "the payload must be an object");
  auto cursors = read_cursors(base::field(*in, "cursors"));
  if (!cursors)
    return failure{cursors.error()};
  return schema::catch_up{std::move(*cursors)};
}

// Ordered by how often they come.
constexpr std::array rows{
  command_row{"dm:send_message", read_post},
  command_row{"dm:typing_start", read_typing<true>},
  command_row{"dm:typing_stop", read_typing<false>},
  command_row{"dm:mark_read", read_mark},
  command_row{"dm:join_conversation", read_join},
  command_row{"dm:history", read_history},
  command_row{"dm:leave_conversation", read_leave},
  command_row{"sync", read_sync},
  command_row{"dm:delete_message", read_deletion},
};

} // namespace

schema::result<schema::post_message> read_message(const json_element& body) {
  if (!body.is_object())
    return fail(errc::validation_failed, "the payload must be an object");
  schema::post_message post;
  const auto reply = optional_id(body, {"replyTo", "replyToId"});
  if (!reply)
    return failure{reply.error()};
  post.reply_to = *reply;
  auto ok =
    read_kind(body, post)
      .and_then([&] { return read_content(body, post); })
      .and_then([&] { return read_text(body, "mediaUrl", post.media_url); })
      .and_then([&] {
        return read_text(body, "clientMessageId", post.client_message_id);
      });
  if (!ok)
    return failure{ok.error()};
  return post;
}

std::span<const std::string_view> command_names() {
  static const auto names = [] {
    std::vector<std::string_view> out;
    for (const auto& r : rows)
      out.push_back(r.event);
    for (const auto& r : call_rows())
      out.push_back(r.event);
    return out;
  }();
  return names;
}

read_result read(std::string_view event, input in) {
  for (const auto& r : rows)
    if (r.event == event)
      return r.read(in);
  for (const auto& r : call_rows())
    if (r.event == event)
      return r.read(in);
  return std::nullopt;
}

} // namespace dialects::direct
