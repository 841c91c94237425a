#include "storage/pg/reports.hpp"

#include "storage/pg/array_literal.hpp"
#include "storage/pg/rows.hpp"

#include <algorithm>
#include <limits>

namespace storage::pg {

namespace {

using schema::errc;

constexpr std::size_t max_reason = 1000;

/// Code points of valid UTF-8, as the database counts them.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
    std::count_if(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;
    }));
}

stored_report to_report(const pqxx::row& r, const message_columns& columns) {
  stored_report x;
  x.number = to_int(r["number"]);
  x.reporter_id = to_string(r["reporter_id"]);
  (void)read_hex(r["conversation_id"].c_str(), x.conversation.bytes);
  x.message = columns.read(r);
  x.sender_id = to_text(r["sender_id"]).value_or("");
  x.reason = to_string(r["reason"]);
  x.at = to_time(r["at"]);
  return x;
}

} // namespace

schema::result<std::int64_t> put_report(session& s, const report& what,
                                        schema::timestamp now) {
  if (what.reason.empty() || characters(what.reason) > max_reason
      || has_nul(what.reason))
    return schema::fail(errc::validation_failed,
                        "reason has to have 1 to 1000 characters.");
  const auto rows =
    s.exec("reports_put", what.reporter.value, what.conversation.value,
           what.seq.value, what.reason, to_millis(now), what.second);
  if (rows.empty())
    return schema::fail(errc::not_found, "There is no such message.");
  return to_int(rows[0][0]);
}

schema::result<report_list> list_reports(session& s,
                                         const report_query& query) {
  const auto limit = std::clamp<std::int64_t>(query.limit, 1, 100);
  const auto skipped = (std::max<std::int64_t>(query.page, 1) - 1) * limit;
  constexpr auto no_number = std::numeric_limits<std::int64_t>::max();
  report_list out;
  // One more than is shown says whether there are more.
  const auto rows = s.exec("reports_list", query.before.value_or(no_number),
                           limit + 1, skipped);
  const message_columns columns{rows};
  for (const auto& row : rows)
    out.reports.push_back(to_report(row, columns));
  out.has_more = static_cast<std::int64_t>(out.reports.size()) > limit;
  if (out.has_more)
    out.reports.pop_back();
  out.total = to_int(s.exec("reports_count").at(0)[0]);
  return out;
}

schema::result<void> audit(session& s, schema::user_no admin,
                           const std::string& action,
                           schema::conversation_id conversation,
                           schema::timestamp now) {
  if (has_nul(action))
    return schema::fail(errc::validation_failed, "The action contains U+0000.");
  const auto rows = s.exec("audit_put", admin.value, action,
                           to_bytea(conversation.bytes), to_millis(now));
  if (rows.empty())
    return schema::fail(errc::not_found, "There is no such conversation.");
  return {};
}

schema::result<void> audit_call(session& s, schema::user_no admin,
                                const std::string& action,
                                const schema::call_id& call,
                                schema::timestamp now) {
  if (has_nul(action))
    return schema::fail(errc::validation_failed, "The action contains U+0000.");
  if (has_nul(call.text)
      || s.exec("audit_put_call", admin.value, action, call.text,
                to_millis(now))
           .empty())
    return schema::fail(errc::not_found, "Call not found");
  return {};
}

} // namespace storage::pg
