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

} // namespace dialects::direct
