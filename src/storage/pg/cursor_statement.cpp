#include "storage/pg/cursor_statement.hpp"

#include "storage/pg/array_literal.hpp"
#include "storage/pg/rows.hpp"

namespace storage::pg {

namespace {

void add(array_literal& seq, array_literal& at, const cursor_item::place& p) {
  seq.number(p.seq);
  if (p.seq > 0)
    at.number(to_millis(p.at));
  else
    at.null();
}

} // namespace

std::uint64_t put_cursors(session& s, std::span<const cursor_item> items) {
  array_literal conversation, who, read, read_at, delivered, delivered_at,
    marked;
  for (const auto& item : items) {
    conversation.number(item.key.conversation);
    who.number(item.key.who);
    add(read, read_at, item.read);
    add(delivered, delivered_at, item.delivered);
    marked.text(std::string_view{item.marked ? "t" : "f"});
  }
  const auto rows =
    s.exec("cursors_put", conversation.str(), who.str(), read.str(),
           read_at.str(), delivered.str(), delivered_at.str(), marked.str());
  return static_cast<std::uint64_t>(to_int(rows.at(0)[0]));
}

} // namespace storage::pg
