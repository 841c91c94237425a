#include "storage/pg/catch_up.hpp"

#include "storage/pg/array_literal.hpp"
#include "storage/pg/rows.hpp"

#include <algorithm>

namespace storage::pg {

namespace {

/// A client's number: what is below 0 counts as not seen, what is beyond every
/// seq and rev must not overflow the statement's arithmetic.
std::int64_t tame(std::int64_t x) {
  return std::clamp<std::int64_t>(x, 0, std::int64_t{1} << 48);
}

pqxx::result find_moved(session& s, const catch_up_query& q) {
  array_literal ids, seqs, revs;
  for (const auto& k : q.cursors) {
    ids.bytes(k.conversation.bytes);
    seqs.number(tame(k.seq.value));
    revs.number(tame(k.rev.value));
  }
  return s.exec("conversations_find_missed", q.who.value, ids.str(), seqs.str(),
                revs.str(), std::clamp<std::int64_t>(q.limit, 1, 2000),
                q.all_named);
}

} // namespace

schema::result<std::vector<schema::cursor>>
find_missed(session& s, const catch_up_query& q) {
  std::vector<schema::cursor> out;
  for (const auto& row : find_moved(s, q)) {
    schema::cursor seen;
    if (!read_hex(row["id"].c_str(), seen.conversation.bytes))
      continue;
    seen.seq.value = to_int(row["seq"]);
    seen.rev.value = to_int(row["rev"]);
    out.push_back(seen);
  }
  return out;
}

schema::result<std::vector<schema::message>>
read_changes(session& s, schema::conversation_no conversation,
             schema::revision after, std::int64_t limit) {
  std::vector<schema::message> out;
  const auto rows =
    s.exec("messages_changed", conversation.value, tame(after.value),
           std::clamp<std::int64_t>(limit, 1, 1000));
  const message_columns columns{rows};
  for (const auto& row : rows)
    out.push_back(columns.read(row));
  return out;
}

} // namespace storage::pg
