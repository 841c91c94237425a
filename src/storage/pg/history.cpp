#include "storage/pg/history.hpp"

#include "storage/pg/array_literal.hpp"
#include "storage/pg/load.hpp"
#include "storage/pg/rows.hpp"

#include <algorithm>

namespace storage::pg {

namespace {

/// Over every seq (they have 28 bits): keeps the arithmetic from overflowing.
constexpr std::int64_t beyond_last = std::int64_t{1} << 28;

// What a row of messages/page.sql is that is no message, by its `kind`.
constexpr std::int64_t a_mark = -1;
constexpr std::int64_t how_far = -2;

/// Sorts rows into the page they belong to: messages, marks, how far members
/// are.
class page_reader {
public:
  explicit page_reader(const pqxx::result& rows)
    : n_(rows.column_number("n")),
      kind_(rows.column_number("kind")),
      seq_(rows.column_number("seq")),
      who_(rows.column_number("sender_no")),
      at_(rows.column_number("created_at")),
      delivered_(rows.column_number("reply_to")),
      delivered_at_(rows.column_number("deleted_at")),
      messages_(rows) {
    // nop
  }

  void read(const pqxx::row& row, std::span<history_page* const> pages) const {
    row_cursor r{row};
    auto& into = *pages[static_cast<std::size_t>(to_int(r[n_]) - 1)];
    const auto kind = to_int(r[kind_]);
    if (kind == a_mark)
      into.marks.push_back(
        {{to_int(r[who_])}, {to_int(r[seq_])}, to_time(r[at_])});
    else if (kind == how_far)
      take_member(r, into.conversation);
    else
      into.messages.push_back(messages_.read(r, into.conversation.no));
  }

private:
  void take_member(row_cursor& r, schema::conversation& of) const {
    const auto who = to_int(r[who_]);
    for (auto& m : of.members)
      if (m.no.value == who)
        take(r, m.seen);
  }

  /// What was delivered is stored later than it is told: it may be known to be
  /// further.
  void take(row_cursor& r, schema::receipts& known) const {
    known.read.value = to_int(r[seq_]);
    known.read_at = to_optional_time(r[at_]);
    if (known.delivered.value >= to_int(r[delivered_]))
      return;
    known.delivered.value = to_int(r[delivered_]);
    known.delivered_at = to_optional_time(r[delivered_at_]);
  }

  using position = pqxx::row::size_type;

  position n_, kind_, seq_, who_, at_, delivered_, delivered_at_;
  page_columns messages_;
};

/// The pages that are not empty, in one statement.
class page_batch {
public:
  void add(const seq_range& range, history_page& into) {
    auto& c = into.conversation;
    conversations_.number(c.no.value);
    first_.number(range.first);
    last_.number(range.last);
    receipted_.number(
      static_cast<int>(c.members.size() <= schema::most_receipted));
    for (auto& m : c.members)
      m.seen.read = {}, m.seen.read_at.reset();
    into.messages.reserve(
      static_cast<std::size_t>(range.last - range.first + 1));
    pages_.push_back(&into);
  }

  void read(session& s) {
    if (pages_.empty())
      return;
    const auto rows = s.exec("messages_page", conversations_.str(),
                             first_.str(), last_.str(), receipted_.str());
    const page_reader reader{rows};
    for (const auto& row : rows)
      reader.read(row, pages_);
  }

private:
  array_literal conversations_, first_, last_, receipted_;
  std::vector<history_page*> pages_;
};

/// A page without its messages.
schema::result<history_page> begin_page(session& s, const history_query& q) {
  history_page page;
  if (q.known && !q.counts_unread) {
    page.conversation = *q.known;
  } else {
    auto loaded = load_conversation(s, q.conversation, q.counts_unread);
    if (!loaded)
      return schema::failure{std::move(loaded.error())};
    page.conversation = std::move(*loaded);
  }
  const auto last = page.conversation.head.last_seq.value;
  page.as_of = std::clamp<std::int64_t>(q.as_of.value_or(last), 0, last);
  page.total = page.as_of;
  return page;
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

std::vector<schema::result<history_page>>
read_history(session& s, std::span<const history_query> queries) {
  std::vector<schema::result<history_page>> out;
  out.reserve(queries.size());
  page_batch batch;
  for (const auto& q : queries) {
    auto& page = out.emplace_back(begin_page(s, q));
    if (!page)
      continue;
    const auto range = resolve(q, page->as_of);
    page->has_more = range.has_more;
    if (range.first <= range.last)
      batch.add(range, *page);
  }
  batch.read(s);
  return out;
}

} // namespace storage::pg
