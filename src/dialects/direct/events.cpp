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

} // namespace dialects::direct
