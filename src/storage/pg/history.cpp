#include "storage/pg/history.hpp"

#include "storage/pg/load.hpp"
#include "storage/pg/rows.hpp"

#include <algorithm>

namespace storage::pg {

namespace {

/// Over every seq (they have 28 bits): keeps the arithmetic from overflowing.
constexpr std::int64_t beyond_last = std::int64_t{1} << 28;

std::vector<schema::read_mark>
read_marks(session& s, schema::conversation_no no, const seq_range& range) {
  std::vector<schema::read_mark> out;
  for (const auto& row :
       s.exec("read_marks_page", no.value, range.first, range.last))
    out.push_back({{to_int(row["user_no"])},
                   {to_int(row["upto_seq"])},
                   to_time(row["at"])});
  return out;
}

} // namespace

seq_range resolve(const history_query& q, std::int64_t as_of) {
  const auto limit = std::clamp<std::int64_t>(q.limit, 1, 100);
  if (q.after) {
    const auto first = std::clamp<std::int64_t>(*q.after, 0, beyond_last) + 1;
    const auto last = std::min(first + limit - 1, as_of);
    return {first, last, last < as_of && first <= last};
  }
  auto last = as_of;
  if (q.before)
    last =
      std::min(std::clamp<std::int64_t>(*q.before, 1, beyond_last) - 1, as_of);
  else if (q.page)
    last =
      as_of - (std::clamp<std::int64_t>(*q.page, 1, beyond_last) - 1) * limit;
  const auto first = std::max<std::int64_t>(last - limit + 1, 1);
  return {first, last, first > 1 && first <= last};
}

schema::result<history_page> read_history(session& s, const history_query& q) {
  auto conversation = load_conversation(s, q.conversation, q.counts_unread);
  if (!conversation)
    return schema::failure{std::move(conversation.error())};
  history_page page;
  page.conversation = std::move(*conversation);
  const auto last = page.conversation.head.last_seq.value;
  page.as_of = std::clamp<std::int64_t>(q.as_of.value_or(last), 0, last);
  page.total = page.as_of;
  const auto range = resolve(q, page.as_of);
  page.has_more = range.has_more;
  if (range.first > range.last)
    return page;
  for (const auto& row : s.exec("messages_page", page.conversation.no.value,
                                range.first, range.last))
    page.messages.push_back(to_message(row));
  if (page.conversation.members.size() <= schema::most_receipted)
    page.marks = read_marks(s, page.conversation.no, range);
  return page;
}

} // namespace storage::pg
