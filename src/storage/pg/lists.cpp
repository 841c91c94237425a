#include "storage/pg/lists.hpp"

#include "storage/pg/array_literal.hpp"
#include "storage/pg/load.hpp"
#include "storage/pg/rows.hpp"

#include <algorithm>
#include <unordered_map>

namespace storage::pg {

namespace {

/// Nobody is in more conversations: keeps the arithmetic from overflowing.
constexpr std::int64_t beyond_last = std::int64_t{1} << 36;

/// The messages at the heads, by the number of the conversation.
std::unordered_map<schema::conversation_no, schema::message>
read_last(session& s, const std::vector<schema::conversation>& of) {
  array_literal keys, seqs;
  for (const auto& c : of) {
    keys.number(c.no.value);
    seqs.number(c.head.last_seq.value);
  }
  std::unordered_map<schema::conversation_no, schema::message> out;
  const auto rows = s.exec("messages_find_many", keys.str(), seqs.str());
  const message_columns columns{rows};
  for (const auto& row : rows) {
    auto m = columns.read(row);
    out.emplace(m.conversation, std::move(m));
  }
  return out;
}

std::vector<listed_conversation>
with_last(session& s, std::vector<schema::conversation> conversations) {
  std::vector<listed_conversation> out;
  if (conversations.empty())
    return out;
  auto last = read_last(s, conversations);
  for (auto& c : conversations) {
    auto& listed = out.emplace_back();
    if (const auto i = last.find(c.no); i != last.end())
      listed.last = std::move(i->second);
    listed.conversation = std::move(c);
  }
  return out;
}

} // namespace

schema::result<conversation_list> list_conversations(session& s,
                                                     const list_query& q) {
  const auto limit = std::clamp<std::int64_t>(q.limit, 1, 100);
  const auto page = std::clamp<std::int64_t>(q.page, 1, beyond_last);
  const auto skipped = (page - 1) * limit;
  std::optional<std::string> kind;
  if (q.kind)
    kind = std::to_string(static_cast<int>(*q.kind));
  conversation_list out;
  std::vector<schema::conversation_id> ids;
  for (const auto& row :
       s.exec("conversations_list", q.who.value, kind ? kind->c_str() : nullptr,
              limit, skipped)) {
    out.total = to_int(row["total"]);
    schema::conversation_id id;
    if (!row["id"].is_null() && read_hex(row["id"].c_str(), id.bytes))
      ids.push_back(id);
  }
  out.has_more = skipped + limit < out.total;
  out.conversations = with_last(s, load_conversations(s, ids));
  return out;
}

schema::result<schema::conversation>
find_admin_conversation(session& s, const std::string& astrologer_id,
                        const std::optional<std::string>& admin_id) {
  const auto none = [] {
    return schema::fail(schema::errc::not_found,
                        "There is no conversation with an admin.");
  };
  if (has_nul(astrologer_id) || has_nul(admin_id.value_or("")))
    return none();
  const auto rows = s.exec("conversations_find_admin", astrologer_id,
                           admin_id ? admin_id->c_str() : nullptr);
  schema::conversation_id id;
  if (rows.empty() || !read_hex(rows[0][0].c_str(), id.bytes))
    return none();
  return load_conversation(s, id);
}

} // namespace storage::pg
