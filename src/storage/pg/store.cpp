#include "storage/pg/store.hpp"

#include "base/clock.hpp"
#include "storage/pg/call_writer.hpp"
#include "storage/pg/calls.hpp"
#include "storage/pg/catch_up.hpp"
#include "storage/pg/conversations.hpp"
#include "storage/pg/errors.hpp"
#include "storage/pg/grouped_reads.hpp"
#include "storage/pg/history.hpp"
#include "storage/pg/lists.hpp"
#include "storage/pg/load.hpp"
#include "storage/pg/migrations.hpp"
#include "storage/pg/reader_pool.hpp"
#include "storage/pg/reports.hpp"
#include "storage/pg/rows.hpp"
#include "storage/pg/secrets.hpp"
#include "storage/pg/sign_in_batcher.hpp"
#include "storage/pg/users.hpp"
#include "storage/pg/writers.hpp"

#include <fmt/format.h>

namespace storage::pg {

namespace {

/// What a statement reads at most: of pages, some are long.
constexpr std::size_t most_pages = 8;
constexpr std::size_t most_standings = 32;

/// At the end of a change to a user, even of one whose answer is lost: it may
/// have been carried out.
class forget_after {
public:
  forget_after(sign_in_batcher& sign_ins, const std::string& id)
    : sign_ins_(sign_ins),
      id_(id) {
    // nop
  }

  ~forget_after() {
    sign_ins_.forget(id_);
  }

  forget_after(const forget_after&) = delete;
  forget_after& operator=(const forget_after&) = delete;

private:
  sign_in_batcher& sign_ins_;
  const std::string& id_;
};

class pg_store final : public store {
public:
  pg_store(const options& o, const std::array<std::uint8_t, 16>& key,
           base::metrics& metrics)
    : message_id_key_(key),
      writers_(o.database_url, o.writers, o.journal_max_rows,
               o.journal_max_bytes, metrics),
      calls_(o.database_url, o.calls_max_rows, o.calls_max_bytes, metrics),
      sign_ins_(o.database_url, o.max_queued_sign_ins, metrics),
      readers_(o.database_url, o.readers, o.max_queued_reads),
      pages_(readers_, most_pages, pg::read_history),
      standings_(readers_, most_standings, pg::find_standing) {
    // nop
  }

  storage::journal& journal() override {
    return writers_;
  }

  void sign_in(storage::sign_in who,
               on_result<schema::identity_ptr> done) override {
    sign_ins_.submit(std::move(who), std::move(done));
  }

  void put_user(user_update update, on_result<user_record> done) override {
    readers_.submit<user_record>(
      std::move(done), [this, update = std::move(update)](session& s) {
        const forget_after change{sign_ins_, update.profile.id};
        return pg::put_user(s, update, base::now());
      });
  }

  void find_user(std::string id, on_result<user_record> done) override {
    readers_.submit<user_record>(
      std::move(done),
      [id = std::move(id)](session& s) { return pg::find_user(s, id); });
  }

  void find_people(std::vector<schema::user_no> who,
                   on_result<std::vector<user_record>> done) override {
    readers_.submit<std::vector<user_record>>(
      std::move(done),
      [who = std::move(who)](session& s) { return pg::find_people(s, who); });
  }

  void find_first_admin(on_result<user_record> done) override {
    readers_.submit<user_record>(
      std::move(done), [](session& s) { return pg::find_first_admin(s); });
  }

  void find_related(schema::user_no viewer, std::string id,
                    on_result<related_user> done) override {
    readers_.submit<related_user>(std::move(done),
                                  [viewer, id = std::move(id)](session& s) {
                                    return pg::find_related(s, viewer, id);
                                  });
  }

  void put_consultation(
    std::string user_id, std::string astrologer_id,
    on_result<std::vector<schema::conversation_id>> done) override {
    readers_.submit<std::vector<schema::conversation_id>>(
      std::move(done), [user = std::move(user_id),
                        astrologer = std::move(astrologer_id)](session& s) {
        return pg::put_consultation(s, user, astrologer, base::now());
      });
  }

  void get_or_create_conversation(conversation_request request,
                                  on_result<found_conversation> done) override {
    const auto now = base::now();
    readers_.submit<found_conversation>(
      std::move(done), [request = std::move(request), now,
                        id = make_conversation_id(now)](session& s) {
        return pg::get_or_create_conversation(s, request, id, now);
      });
  }

  void load_conversation(schema::conversation_id id,
                         on_result<schema::conversation> done) override {
    readers_.submit<schema::conversation>(
      std::move(done),
      [id](session& s) { return pg::load_conversation(s, id); },
      read_kind::owed);
  }

  void read_history(history_query query,
                    on_result<history_page> done) override {
    if (query.known && !query.counts_unread)
      return pages_.submit(std::move(query), std::move(done));
    // With a conversation to be read first, which is for nobody else to wait
    // for.
    readers_.submit<history_page>(
      std::move(done), [query = std::move(query)](session& s) {
        return std::move(pg::read_history(s, {&query, 1}).front());
      });
  }

  void list_conversations(list_query query,
                          on_result<conversation_list> done) override {
    readers_.submit<conversation_list>(std::move(done), [query](session& s) {
      return pg::list_conversations(s, query);
    });
  }

  void find_missed(catch_up_query query,
                   on_result<std::vector<schema::cursor>> done) override {
    readers_.submit<std::vector<schema::cursor>>(
      std::move(done),
      [query = std::move(query)](session& s) {
        return pg::find_missed(s, query);
      },
      read_kind::owed);
  }

  void read_changes(schema::conversation_no conversation,
                    schema::revision after, std::int64_t limit,
                    on_result<std::vector<schema::message>> done) override {
    readers_.submit<std::vector<schema::message>>(
      std::move(done),
      [conversation, after, limit](session& s) {
        return pg::read_changes(s, conversation, after, limit);
      },
      read_kind::owed);
  }

  void find_admin_conversation(std::string astrologer_id,
                               std::optional<std::string> admin_id,
                               on_result<schema::conversation> done) override {
    readers_.submit<schema::conversation>(
      std::move(done), [astrologer = std::move(astrologer_id),
                        admin = std::move(admin_id)](session& s) {
        return pg::find_admin_conversation(s, astrologer, admin);
      });
  }

  void set_banned(std::string user_id, bool banned, schema::timestamp now,
                  on_result<user_record> done) override {
    readers_.submit<user_record>(
      std::move(done),
      [this, id = std::move(user_id), banned, now](session& s) {
        const forget_after change{sign_ins_, id};
        return pg::set_banned(s, id, banned, now);
      });
  }

  void put_report(report what, schema::timestamp now,
                  on_result<std::int64_t> done) override {
    readers_.submit<std::int64_t>(std::move(done),
                                  [what = std::move(what), now](session& s) {
                                    return pg::put_report(s, what, now);
                                  });
  }

  void list_reports(report_query query, on_result<report_list> done) override {
    readers_.submit<report_list>(std::move(done), [query](session& s) {
      return pg::list_reports(s, query);
    });
  }

  void audit(schema::user_no admin, std::string_view action,
             schema::conversation_id conversation, schema::timestamp now,
             on_result<void> done) override {
    readers_.submit<void>(std::move(done), [admin, action = std::string{action},
                                            conversation, now](session& s) {
      return pg::audit(s, admin, action, conversation, now);
    });
  }

  void audit_call(schema::user_no admin, std::string_view action,
                  schema::call_id call, schema::timestamp now,
                  on_result<void> done) override {
    readers_.submit<void>(std::move(done),
                          [admin, action = std::string{action},
                           call = std::move(call), now](session& s) {
                            return pg::audit_call(s, admin, action, call, now);
                          });
  }

  void put_call(call_write what, on_result<call_outcome> done) override {
    calls_.submit(std::move(what), std::move(done));
  }

  void find_standing(schema::user_no caller, std::string callee_id,
                     on_result<dial_standing> done) override {
    standings_.submit({caller, std::move(callee_id)}, std::move(done));
  }

  void find_call(schema::call_id id,
                 on_result<schema::call_ptr> done) override {
    readers_.submit<schema::call_ptr>(
      std::move(done),
      [id = std::move(id)](session& s) { return pg::find_call(s, id); });
  }

  void find_live_call(std::vector<schema::user_no> of,
                      on_result<schema::call_ptr> done) override {
    readers_.submit<schema::call_ptr>(
      std::move(done),
      [of = std::move(of)](session& s) { return pg::find_live_call(s, of); });
  }

  void list_live_calls(on_result<std::vector<schema::call_ptr>> done) override {
    readers_.submit<std::vector<schema::call_ptr>>(
      std::move(done), [](session& s) { return pg::list_live_calls(s); });
  }

  void list_calls(call_query query, on_result<call_list> done) override {
    readers_.submit<call_list>(std::move(done), [query](session& s) {
      return pg::list_calls(s, query);
    });
  }

  [[nodiscard]] std::array<std::uint8_t, 16> message_id_key() const override {
    return message_id_key_;
  }

  void check(std::function<void(health)> done) override {
    const auto known = migrations().empty() ? 0 : migrations().back().number;
    readers_.submit<health>(
      [done = std::move(done), known](schema::result<health> r) {
        auto h = r.value_or(health{});
        h.known_migration = known;
        done(h);
      },
      [](session& s) -> schema::result<health> {
        const auto row = s.exec("migrations_last").at(0);
        health h;
        h.reachable = true;
        h.applied_migration = row[0].as<int>();
        h.clock_difference = to_time(row[1]) - base::now();
        return h;
      });
  }

  void close() noexcept override {
    readers_.close();
    sign_ins_.close();
    calls_.close();
    writers_.finish();
  }

private:
  std::array<std::uint8_t, 16> message_id_key_;
  // Destroyed from the last to the first: the journal outlives the reads.
  writers writers_;
  call_writer calls_;
  sign_in_batcher sign_ins_;
  reader_pool readers_;
  grouped_reads<history_query, history_page> pages_;
  grouped_reads<standing_query, dial_standing> standings_;
};

std::optional<schema::error> check_migrations(const std::string& url) {
  const auto state = read_migration_state(url);
  if (!state)
    return state.error();
  if (state->applied < state->known)
    return schema::error{
      schema::errc::conflict,
      fmt::format("The database is at migration {}, this program needs {}. Run "
                  "`switchboard migrate`.",
                  state->applied, state->known)};
  if (state->applied > state->known)
    return schema::error{
      schema::errc::conflict,
      fmt::format("The database is at migration {}, this program knows only "
                  "{}. Run the newer program.",
                  state->applied, state->known)};
  return std::nullopt;
}

schema::result<std::array<std::uint8_t, 16>>
load_message_id_key(const std::string& database_url) {
  try {
    session s{database_url, "start"};
    return message_id_key(s);
  } catch (const std::exception& e) {
    log_failure("secrets_find", e);
    return schema::failure{to_error(classify(e))};
  }
}

} // namespace

schema::result<std::unique_ptr<store>> make_store(options o,
                                                  base::metrics& metrics) {
  if (auto e = check_migrations(o.database_url))
    return schema::failure{std::move(*e)};
  const auto key = load_message_id_key(o.database_url);
  if (!key)
    return schema::failure{key.error()};
  return std::make_unique<pg_store>(o, *key, metrics);
}

} // namespace storage::pg
