#pragma once

#include "schema/messages.hpp"
#include "schema/time.hpp"

#include <pqxx/except>
#include <pqxx/result>
#include <pqxx/row>

#include <cstdint>
#include <optional>
#include <string>

namespace storage::pg {

/// Rows → schema types: the one place that knows how columns are spelled.

/// A whole number of at most 64 bits, which the database writes in digits. By
/// hand, because looking for the end first takes as long as all else.
[[nodiscard]] inline std::int64_t to_int(const pqxx::field& f) {
  const char* const text = f.c_str();
  const bool is_negative = *text == '-';
  const char* at = text + (is_negative ? 1 : 0);
  std::uint64_t x = 0;
  for (; *at >= '0' && *at <= '9'; ++at)
    x = x * 10 + static_cast<std::uint64_t>(*at - '0');
  if (*at != '\0' || at == text + (is_negative ? 1 : 0))
    throw pqxx::conversion_error{"not a whole number: " + std::string{text}};
  return static_cast<std::int64_t>(is_negative ? -x : x);
}

/// Epoch milliseconds.
[[nodiscard]] inline schema::timestamp to_time(const pqxx::field& f) {
  return schema::timestamp{std::chrono::milliseconds{to_int(f)}};
}

[[nodiscard]] inline std::optional<schema::timestamp>
to_optional_time(const pqxx::field& f) {
  if (f.is_null())
    return std::nullopt;
  return to_time(f);
}

[[nodiscard]] inline std::int64_t to_millis(schema::timestamp t) {
  return t.time_since_epoch().count();
}

[[nodiscard]] inline std::optional<std::string> to_text(const pqxx::field& f) {
  if (f.is_null())
    return std::nullopt;
  return std::string{f.c_str(), f.size()};
}

/// `key` is not null.
[[nodiscard]] inline std::string to_string(const pqxx::field& f) {
  return std::string{f.c_str(), f.size()};
}

template<class Enum>
[[nodiscard]] Enum to_enum(const pqxx::field& f) {
  return static_cast<Enum>(to_int(f));
}

/// A row that is read a field at a time. `row[i]` holds the result anew for
/// each field, which for pages of messages costs as much as all else together.
class row_cursor {
public:
  explicit row_cursor(const pqxx::row& r) : at_{r.begin()} {
    // nop
  }

  /// Good until the next call.
  const pqxx::field& operator[](pqxx::row::size_type column) {
    at_ += static_cast<pqxx::row::difference_type>(column)
           - static_cast<pqxx::row::difference_type>(at_.num());
    return at_;
  }

private:
  pqxx::row::const_iterator at_;
};

/// Where the columns of messages stand in a result whose statement says in
/// another way which conversation they belong to (messages/page.sql): looked up
/// by name once, not a row.
class page_columns {
public:
  explicit page_columns(const pqxx::result& r)
    : seq_(r.column_number("seq")),
      rev_(r.column_number("rev")),
      sender_no_(r.column_number("sender_no")),
      created_at_(r.column_number("created_at")),
      kind_(r.column_number("kind")),
      content_(r.column_number("content")),
      media_url_(r.column_number("media_url")),
      reply_to_(r.column_number("reply_to")),
      deleted_at_(r.column_number("deleted_at")),
      deleted_by_(r.column_number("deleted_by")) {
    // nop
  }

  [[nodiscard]] schema::message read(row_cursor& r,
                                     schema::conversation_no where) const {
    schema::message m;
    m.conversation = where;
    m.seq.value = to_int(r[seq_]);
    m.rev.value = to_int(r[rev_]);
    m.sender.value = to_int(r[sender_no_]);
    m.created_at = to_time(r[created_at_]);
    m.kind = to_enum<schema::message_kind>(r[kind_]);
    m.content = to_string(r[content_]);
    m.media_url = to_text(r[media_url_]);
    if (const auto& reply = r[reply_to_]; !reply.is_null())
      m.reply_to = schema::message_ref{to_int(reply)};
    m.deleted_at = to_optional_time(r[deleted_at_]);
    if (const auto& who = r[deleted_by_]; !who.is_null())
      m.deleted_by = schema::user_no{to_int(who)};
    return m;
  }

private:
  using position = pqxx::row::size_type;

  position seq_, rev_, sender_no_, created_at_, kind_, content_, media_url_,
    reply_to_, deleted_at_, deleted_by_;
};

/// The same of a statement whose rows say what they belong to.
class message_columns {
public:
  explicit message_columns(const pqxx::result& r)
    : conversation_no_(r.column_number("conversation_no")),
      rest_(r) {
    // nop
  }

  [[nodiscard]] schema::message read(const pqxx::row& r) const {
    row_cursor fields{r};
    const schema::conversation_no where{to_int(fields[conversation_no_])};
    return rest_.read(fields, where);
  }

private:
  pqxx::row::size_type conversation_no_;
  page_columns rest_;
};

} // namespace storage::pg
