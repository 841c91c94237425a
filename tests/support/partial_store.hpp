#pragma once

#include "storage/store.hpp"

namespace tests {

/// A store of which a fake overrides what its tests are about; all the rest
/// answers `internal`.
class partial_store : public storage::store {
public:
  void sign_in(storage::sign_in,
               storage::on_result<schema::identity_ptr> done) override {
    done(unused());
  }

  void put_user(storage::user_update,
                storage::on_result<storage::user_record> done) override {
    done(unused());
  }

  void find_user(std::string,
                 storage::on_result<storage::user_record> done) override {
    done(unused());
  }

  void find_people(
    std::vector<schema::user_no>,
    storage::on_result<std::vector<storage::user_record>> done) override {
    done(unused());
  }

  void
  find_first_admin(storage::on_result<storage::user_record> done) override {
    done(unused());
  }

  void find_related(schema::user_no, std::string,
                    storage::on_result<storage::related_user> done) override {
    done(unused());
  }

  void put_consultation(
    std::string, std::string,
    storage::on_result<std::vector<schema::conversation_id>> done) override {
    done(unused());
  }

  void get_or_create_conversation(
    storage::conversation_request,
    storage::on_result<storage::found_conversation> done) override {
    done(unused());
  }

  void
  load_conversation(schema::conversation_id,
                    storage::on_result<schema::conversation> done) override {
    done(unused());
  }

  void read_history(storage::history_query,
                    storage::on_result<storage::history_page> done) override {
    done(unused());
  }

  void list_conversations(
    storage::list_query,
    storage::on_result<storage::conversation_list> done) override {
    done(unused());
  }

  void
  find_missed(storage::catch_up_query,
              storage::on_result<std::vector<schema::cursor>> done) override {
    done(unused());
  }

  void
  read_changes(schema::conversation_no, schema::revision, std::int64_t,
               storage::on_result<std::vector<schema::message>> done) override {
    done(unused());
  }

  void find_admin_conversation(
    std::string, std::optional<std::string>,
    storage::on_result<schema::conversation> done) override {
    done(unused());
  }

  void set_banned(std::string, bool, schema::timestamp,
                  storage::on_result<storage::user_record> done) override {
    done(unused());
  }

  void put_report(storage::report, schema::timestamp,
                  storage::on_result<std::int64_t> done) override {
    done(unused());
  }

  void list_reports(storage::report_query,
                    storage::on_result<storage::report_list> done) override {
    done(unused());
  }

  void audit(schema::user_no, std::string_view, schema::conversation_id,
             schema::timestamp, storage::on_result<void> done) override {
    done(unused());
  }

  void audit_call(schema::user_no, std::string_view, schema::call_id,
                  schema::timestamp, storage::on_result<void> done) override {
    done(unused());
  }

  void put_call(storage::call_write,
                storage::on_result<storage::call_outcome> done) override {
    done(unused());
  }

  void find_standing(schema::user_no, std::string,
                     storage::on_result<storage::dial_standing> done) override {
    done(unused());
  }

  void find_call(schema::call_id,
                 storage::on_result<schema::call_ptr> done) override {
    done(unused());
  }

  void find_live_call(std::vector<schema::user_no>,
                      storage::on_result<schema::call_ptr> done) override {
    done(unused());
  }

  void list_live_calls(
    storage::on_result<std::vector<schema::call_ptr>> done) override {
    done(unused());
  }

  void list_calls(storage::call_query,
                  storage::on_result<storage::call_list> done) override {
    done(unused());
  }

  void close() noexcept override {}

private:
  static schema::failure unused() {
    return schema::fail(schema::errc::internal, "not part of these tests");
  }
};

} // namespace tests
