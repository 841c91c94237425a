#pragma once

#include "storage/store.hpp"

namespace storage::pg {

/// TEMPORARY: what the port asks for and is not built yet answers `internal`.
class store_pending : public store {
public:
  void list_conversations(list_query query,
                          on_result<conversation_list> done) override;
  void find_missed(catch_up_query query,
                   on_result<std::vector<missed_conversation>> done) override;
  void read_changes(schema::conversation_no conversation,
                    schema::revision after, std::int64_t limit,
                    on_result<std::vector<schema::message>> done) override;
  void find_admin_conversation(std::string astrologer_id,
                               std::optional<std::string> admin_id,
                               on_result<schema::conversation> done) override;
  void set_banned(std::string user_id, bool banned, schema::timestamp now,
                  on_result<storage::user_record> done) override;
  void put_report(report what, schema::timestamp now,
                  on_result<std::int64_t> done) override;
  void list_reports(std::int64_t before, std::int64_t limit,
                    on_result<std::vector<stored_report>> done) override;
  void audit(schema::user_no admin, std::string_view action,
             schema::conversation_id conversation, schema::timestamp now,
             on_result<void> done) override;
};

} // namespace storage::pg
