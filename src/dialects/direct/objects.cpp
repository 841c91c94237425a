#include "base/json_writer.hpp"
#include "dialects/direct/direct.hpp"

namespace dialects::direct {

namespace {

using base::json_writer;

/// The other one of a pair; nobody in a group.
const schema::member* recipient_of(const schema::message& message,
                                   const schema::conversation& where) {
  if (where.kind == schema::conversation_kind::group
      || where.members.size() != 2)
    return nullptr;
  return where.members[0].no == message.sender ? &where.members[1]
                                               : &where.members[0];
}

void write_person(json_writer& json, std::string_view id_key,
                  std::string_view type_key, const schema::member* who) {
  json.key(id_key);
  who ? json.string(who->id) : json.null();
  json.key(type_key);
  who ? json.plain(to_string(who->role)) : json.null();
}

void write_reply(json_writer& json, const message_view& view) {
  for (auto key : {"replyTo", "replyToId"}) {
    json.key(key);
    view.reply_to ? json.id(*view.reply_to) : json.null();
  }
}

/// What seed 000 and 001 call it differs; both get both.
void write_times(json_writer& json, const schema::message& message) {
  json.key("timestamp").time(message.created_at);
  json.key("createdAt").time(message.created_at);
  json.key("updatedAt").time(message.deleted_at.value_or(message.created_at));
}

void write_optional_time(json_writer& json,
                         const std::optional<schema::timestamp>& time) {
  time ? json.time(*time) : json.null();
}

void write_receipt(json_writer& json, const message_receipt& receipt) {
  const auto delivered =
    receipt.delivered_at ? receipt.delivered_at : receipt.read_at;
  json.key("status").plain(receipt.read_at ? "read"
                           : delivered     ? "delivered"
                                           : "sent");
  write_optional_time(json.key("readAt"), receipt.read_at);
  write_optional_time(json.key("deliveredAt"), delivered);
}

/// By participant.
void write_unread_counts(json_writer& json, const schema::conversation& where) {
  bool more = false;
  json.key("unreadCount").open('{');
  if (where.members.size() <= schema::most_receipted)
    for (const auto& m : where.members) {
      std::string name;
      base::append_json_string(name, m.id);
      json.key(std::string_view{name}.substr(1, name.size() - 2));
      json.number(m.unread);
      more = more || m.unread >= schema::more_unread;
    }
  json.close('}');
  if (more)
    json.key("unreadMore").boolean(true);
}

void write_participants(json_writer& json, const schema::conversation& where) {
  json.key("participants").open('[');
  for (const auto& m : where.members) {
    json.open('{').key("id").string(m.id);
    json.key("type").plain(to_string(m.role));
    json.key("name").optional(m.name);
    json.key("profilePicture").optional(m.picture);
    json.key("joinedAt").time(m.joined_at).close('}');
  }
  json.close(']');
}

} // namespace

void write_deleted_by(json_writer& json, const schema::message& message,
                      const schema::conversation& where) {
  json.key("deletedBy").open('[');
  const auto* by =
    message.deleted_by ? where.find_member(*message.deleted_by) : nullptr;
  if (by != nullptr)
    json.string(by->id);
  json.close(']');
}

void write_message(std::string& out, const message_view& view,
                   const schema::conversation& where) {
  const auto& message = view.message;
  const auto* sender = where.find_member(message.sender);
  json_writer json{out};
  json.open('{').key("id").id(view.id).key("_id").id(view.id);
  json.key("conversationId").id(where.id);
  json.key("seq").number(message.seq.value);
  json.key("rev").number(message.rev.value);
  write_person(json, "senderId", "senderType", sender);
  write_person(json, "recipientId", "recipientType",
               recipient_of(message, where));
  json.key("content").string(message.content);
  json.key("messageType").plain(to_string(message.kind));
  json.key("mediaUrl").optional(message.media_url);
  write_receipt(json, view.receipt);
  write_reply(json, view);
  json.key("isDeleted").boolean(message.deleted_at.has_value());
  write_deleted_by(json, message, where);
  if (view.replayed)
    json.key("replayed").boolean(true);
  if (view.client_message_id)
    json.key("clientMessageId").string(*view.client_message_id);
  write_times(json, message);
  json.close('}');
}

void write_conversation(std::string& out, const schema::conversation& where,
                        std::string_view last) {
  json_writer json{out};
  json.open('{').key("id").id(where.id).key("_id").id(where.id);
  json.key("conversationType").plain(to_string(where.kind));
  write_participants(json, where);
  json.key("title").optional(where.title);
  json.key("contextType").string(where.context_type);
  json.key("contextId").optional(where.context_id);
  json.key("isActive")
    .boolean(where.status == schema::conversation_status::active);
  json.key("lastSeq").number(where.head.last_seq.value);
  json.key("lastMessage");
  last.empty() ? json.null() : json.raw(last);
  write_unread_counts(json, where);
  json.key("createdAt").time(where.created_at);
  json.key("updatedAt").time(where.head.last_at);
  json.key("lastMessageAt");
  where.head.last_seq.value > 0 ? json.time(where.head.last_at) : json.null();
  json.close('}');
}

} // namespace dialects::direct
