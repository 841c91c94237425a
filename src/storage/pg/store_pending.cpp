#include "storage/pg/store_pending.hpp"

namespace storage::pg {

namespace {

template<class T>
void refuse(const on_result<T>& done) {
  done(schema::failure{
    schema::error{schema::errc::internal, "This is not built yet."}});
}

} // namespace

void store_pending::list_conversations(list_query,
                                       on_result<conversation_list> done) {
  refuse(done);
}

void store_pending::find_missed(
  catch_up_query, on_result<std::vector<missed_conversation>> done) {
  refuse(done);
}

void store_pending::read_changes(schema::conversation_no, schema::revision,
                                 std::int64_t,
                                 on_result<std::vector<schema::message>> done) {
  refuse(done);
}

void store_pending::find_admin_conversation(
  std::string, std::optional<std::string>,
  on_result<schema::conversation> done) {
  refuse(done);
}

void store_pending::set_banned(std::string, bool, schema::timestamp,
                               on_result<storage::user_record> done) {
  refuse(done);
}

void store_pending::put_report(report, schema::timestamp,
                               on_result<std::int64_t> done) {
  refuse(done);
}

void store_pending::list_reports(std::int64_t, std::int64_t,
                                 on_result<std::vector<stored_report>> done) {
  refuse(done);
}

void store_pending::audit(schema::user_no, std::string_view,
                          schema::conversation_id, schema::timestamp,
                          on_result<void> done) {
  refuse(done);
}

} // namespace storage::pg
