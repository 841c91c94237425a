#pragma once

#include "actors/gateway.hpp"
#include "support/partial_store.hpp"

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tests {

inline constexpr std::chrono::seconds patience{10};

/// What happened to one fake session, for the test to wait on.
struct session_record {
  actors::handshake hello;
  actors::sink_ptr out;
  std::vector<std::string> packets;
  std::vector<bool> binary;
  std::size_t blocks = 0;
  std::optional<actors::close_reason> closed;
  int times_closed = 0;
  /// Packets and bytes whose credit is not given back.
  std::uint32_t held_packets = 0;
  std::size_t held_bytes = 0;
};

/// Opens sessions that write down what they get. Thread-safe.
class fake_gateway final : public actors::gateway {
public:
  std::unique_ptr<actors::session_port> open(actors::handshake hello,
                                             actors::sink_ptr out) override;
  void shut_out(schema::user_no who) override;
  void let_in(schema::user_no who) override;

  std::vector<schema::user_no> shut;
  std::vector<schema::user_no> let;

  /// Whether sessions give credit back at once (the default).
  void keep_credit(bool keep);

  /// Gives back what session `index` holds.
  void give_back(std::size_t index);

  /// Called for each packet, on the I/O thread.
  std::function<void(actors::sink&, const std::string&)> on_packet;

  /// Waits until `f` is true of session `index`; fails the test otherwise.
  void wait(std::size_t index,
            const std::function<bool(const session_record&)>& f);

  session_record session(std::size_t index);
  std::size_t count();

private:
  class port;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<session_record>> sessions_;
  bool keep_credit_ = false;
};

/// A store in memory: users, and what tests put into it. A call that no test
/// prepared for answers `internal`. Thread-safe.
class fake_store final : public partial_store {
public:
  storage::journal& journal() override;
  void sign_in(storage::sign_in who,
               storage::on_result<schema::identity_ptr> done) override;
  void put_user(storage::user_update update,
                storage::on_result<storage::user_record> done) override;
  void find_user(std::string id,
                 storage::on_result<storage::user_record> done) override;
  void put_consultation(
    std::string user_id, std::string astrologer_id,
    storage::on_result<std::vector<schema::conversation_id>> done) override;
  void get_or_create_conversation(
    storage::conversation_request request,
    storage::on_result<storage::found_conversation> done) override;
  void
  load_conversation(schema::conversation_id id,
                    storage::on_result<schema::conversation> done) override;
  void read_history(storage::history_query query,
                    storage::on_result<storage::history_page> done) override;
  void check(std::function<void(storage::health)> done) override;
  void set_banned(std::string user_id, bool banned, schema::timestamp now,
                  storage::on_result<storage::user_record> done) override;
  void put_report(storage::report what, schema::timestamp now,
                  storage::on_result<std::int64_t> done) override;
  void list_reports(storage::report_query query,
                    storage::on_result<storage::report_list> done) override;
  void audit(schema::user_no admin, std::string_view action,
             schema::conversation_id conversation, schema::timestamp now,
             storage::on_result<void> done) override;
  void audit_call(schema::user_no admin, std::string_view action,
                  schema::call_id call, schema::timestamp now,
                  storage::on_result<void> done) override;
  void find_people(
    std::vector<schema::user_no> who,
    storage::on_result<std::vector<storage::user_record>> done) override;
  void find_call(schema::call_id id,
                 storage::on_result<schema::call_ptr> done) override;
  void find_live_call(std::vector<schema::user_no> of,
                      storage::on_result<schema::call_ptr> done) override;
  void list_calls(storage::call_query query,
                  storage::on_result<storage::call_list> done) override;
  [[nodiscard]] std::array<std::uint8_t, 16> message_id_key() const override;

  void add_user(const std::string& id, schema::role role);

  std::optional<storage::history_page> history;
  std::optional<storage::history_query> asked_history;
  std::optional<storage::conversation_request> asked_conversation;
  std::vector<schema::conversation_id> consulted;
  std::optional<storage::report> reported;
  std::optional<storage::report_query> asked_reports;
  storage::report_list reports;
  std::map<std::string, schema::call_ptr> calls;
  storage::call_list listed_calls;
  std::optional<storage::call_query> asked_calls;
  std::vector<std::string> audited_calls;
  bool audit_fails = false;
  storage::health health{true, 3, 3};
  int sign_ins = 0;
  int checks = 0;
  int audits = 0;

private:
  std::mutex mutex_;
  std::map<std::string, storage::user_record> users_;
  std::set<std::string> banned_;
  std::map<std::string, schema::conversation> pairs_;
};

} // namespace tests
