#pragma once

#include "schema/messages.hpp"
#include "schema/time.hpp"

#include <pqxx/result>
#include <pqxx/row>

#include <optional>
#include <string>

namespace storage::pg {

/// Rows → schema types: the one place that knows how columns are spelled.

[[nodiscard]] inline std::int64_t to_int(const pqxx::field& f) {
  return f.as<std::int64_t>();
}

/// Epoch milliseconds.
[[nodiscard]] inline schema::timestamp to_time(const pqxx::field& f) {
  return schema::timestamp{std::chrono::milliseconds{to_int(f)}};
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
  return static_cast<Enum>(f.as<std::int16_t>());
}

/// The columns of messages/page.sql.
[[nodiscard]] inline schema::message to_message(const pqxx::row& r) {
  schema::message m;
  m.conversation.value = to_int(r["conversation_no"]);
  m.seq.value = to_int(r["seq"]);
  m.rev.value = to_int(r["rev"]);
  m.sender.value = to_int(r["sender_no"]);
  m.created_at = to_time(r["created_at"]);
  m.kind = to_enum<schema::message_kind>(r["kind"]);
  m.content = to_string(r["content"]);
  m.media_url = to_text(r["media_url"]);
  if (const auto reply = r["reply_to"]; !reply.is_null())
    m.reply_to = schema::message_ref{to_int(reply)};
  if (const auto at = r["deleted_at"]; !at.is_null())
    m.deleted_at = to_time(at);
  if (const auto by = r["deleted_by"]; !by.is_null())
    m.deleted_by = schema::user_no{to_int(by)};
  return m;
}

} // namespace storage::pg
