#pragma once

#include "schema/errors.hpp"
#include "storage/pg/session.hpp"
#include "storage/store.hpp"

#include <string>

namespace storage::pg {

/// Work for the reader pool: each may run again after the link was lost.

/// The report's number. Who complains again about the same message changes the
/// reason of the first report. `not_found` unless the message was made in that
/// second, the reporter is a member who sees it, and it is not deleted;
/// `validation_failed` unless the reason has 1 to 1000 characters.
[[nodiscard]] schema::result<std::int64_t>
put_report(session& s, const report& what, schema::timestamp now);

/// If a message was deleted since, it has its content and media all the same,
/// and says so.
[[nodiscard]] schema::result<report_list>
list_reports(session& s, const report_query& query);

/// `not_found` if there is no such conversation. If the link is lost it may be
/// noted twice.
[[nodiscard]] schema::result<void> audit(session& s, schema::user_no admin,
                                         const std::string& action,
                                         schema::conversation_id conversation,
                                         schema::timestamp now);

/// The same of a call.
[[nodiscard]] schema::result<void> audit_call(session& s, schema::user_no admin,
                                              const std::string& action,
                                              const schema::call_id& call,
                                              schema::timestamp now);

} // namespace storage::pg
