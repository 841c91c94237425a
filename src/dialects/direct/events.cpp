#include "base/json_writer.hpp"
#include "dialects/direct/direct.hpp"

namespace dialects::direct {

void write_posted(std::string& out, std::string_view message_json,
                  const schema::conversation&) {
  out.append(R"(["dm:message_received",)").append(message_json).push_back(']');
}

void write_typing(std::string& out, const typing_view& typing,
                  const schema::conversation& where) {
  base::json_writer json{out};
  json.open('[').plain(typing.active ? "dm:typing_start" : "dm:typing_stop");
  json.open('{').key("conversationId").id(where.id);
  json.key("userId").string(typing.user_id);
  json.close('}').close(']');
}

void write_joined(std::string& out, const schema::conversation& where) {
  base::json_writer json{out};
  json.open('[').plain("dm:joined").open('{');
  json.key("conversationId").id(where.id).close('}').close(']');
}

void write_read(std::string& out, const read_view& read,
                const schema::conversation& where) {
  base::json_writer json{out};
  json.open('[').plain("dm:messages_read").open('{');
  json.key("conversationId").id(where.id).key("messageIds").open('[');
  for (const auto& id : read.messages)
    json.id(id);
  json.close(']').key("readBy").string(read.reader_id);
  json.key("readAt").time(read.at).close('}').close(']');
}

void write_history(std::string& out, const history_view& page,
                   const schema::conversation& where) {
  base::json_writer json{out};
  json.open('[').plain("dm:history").open('{');
  json.key("conversationId").id(where.id);
  json.key("messages").raw(page.messages);
  json.key("total").number(page.total).key("page").number(page.page);
  json.key("limit").number(page.limit);
  json.key("hasMore").boolean(page.has_more);
  json.key("asOfSeq").number(page.as_of).close('}').close(']');
}

void write_deleted(std::string& out, const deletion_view& deletion,
                   const schema::conversation& where) {
  const auto& message = deletion.message;
  base::json_writer json{out};
  json.open('[').plain("dm:message_deleted").open('{');
  json.key("conversationId").id(where.id);
  json.key("messageId").id(deletion.id);
  json.key("id").id(deletion.id).key("_id").id(deletion.id);
  json.key("seq").number(message.seq.value);
  json.key("rev").number(message.rev.value);
  json.key("isDeleted").boolean(true);
  write_deleted_by(json, message, where);
  json.key("deletedAt").time(message.deleted_at.value_or(message.created_at));
  if (deletion.replayed)
    json.key("replayed").boolean(true);
  json.close('}').close(']');
}

void write_updated(std::string& out, const update_view& update,
                   const schema::conversation& where) {
  base::json_writer json{out};
  json.open('[').plain("dm:conversation_updated").open('{');
  json.key("conversationId").id(where.id).key("lastMessage");
  update.last.empty() ? json.null() : json.raw(update.last);
  json.key("unreadCount").number(update.unread);
  if (update.unread >= schema::more_unread)
    json.key("unreadMore").boolean(true);
  json.close('}').close(']');
}

void write_synced(std::string& out, std::span<const schema::cursor> reached) {
  base::json_writer json{out};
  json.open('[').plain("synced").open('{').key("cursors").open('{');
  for (const auto& x : reached) {
    const auto id = x.conversation.to_string();
    json.key(id).plain(std::to_string(x.seq.value) + "."
                       + std::to_string(x.rev.value));
  }
  json.close('}').close('}').close(']');
}

} // namespace dialects::direct
