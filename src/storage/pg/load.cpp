#include "storage/pg/load.hpp"

#include "storage/pg/array_literal.hpp"
#include "storage/pg/rows.hpp"

namespace storage::pg {

namespace {

schema::receipts to_receipts(const pqxx::row& r) {
  schema::receipts x;
  x.read.value = to_int(r["read_seq"]);
  x.delivered.value = to_int(r["delivered_seq"]);
  x.read_at = to_optional_time(r["read_at"]);
  x.delivered_at = to_optional_time(r["delivered_at"]);
  return x;
}

schema::member to_member(const pqxx::row& r) {
  schema::member m;
  m.no.value = to_int(r["user_no"]);
  m.id = to_string(r["user_id"]);
  m.role = to_enum<schema::role>(r["role"]);
  m.name = to_text(r["name"]);
  m.picture = to_text(r["picture"]);
  m.joined_at = to_time(r["joined_at"]);
  m.seen = to_receipts(r);
  m.unread = to_int(r["unread"]);
  return m;
}

schema::conversation to_conversation(const pqxx::row& r) {
  schema::conversation c;
  c.no.value = to_int(r["no"]);
  (void)read_hex(r["id"].c_str(), c.id.bytes);
  c.kind = to_enum<schema::conversation_kind>(r["kind"]);
  c.status = to_enum<schema::conversation_status>(r["status"]);
  c.context_type = to_text(r["context_type"]).value_or("general");
  c.context_id = to_text(r["context_id"]);
  c.title = to_text(r["title"]);
  c.created_at = to_time(r["created_at"]);
  c.head = {{to_int(r["rev"])}, {to_int(r["last_seq"])}, to_time(r["last_at"])};
  c.consulted = r["consulted"].as<bool>();
  return c;
}

} // namespace

std::vector<schema::conversation>
load_conversations(session& s, std::span<const schema::conversation_id> ids,
                   bool counts_unread) {
  std::vector<schema::conversation> out;
  if (ids.empty())
    return out;
  array_literal keys;
  for (const auto& id : ids)
    keys.bytes(id.bytes);
  for (const auto& row :
       s.exec("conversations_load", keys.str(), counts_unread)) {
    if (out.empty() || out.back().no.value != to_int(row["no"]))
      out.push_back(to_conversation(row));
    if (!row["user_no"].is_null())
      out.back().members.push_back(to_member(row));
  }
  return out;
}

schema::result<schema::conversation>
load_conversation(session& s, schema::conversation_id id, bool counts_unread) {
  auto found = load_conversations(s, std::span{&id, 1}, counts_unread);
  if (found.empty())
    return schema::fail(schema::errc::not_found,
                        "There is no such conversation.");
  return std::move(found.front());
}

} // namespace storage::pg
