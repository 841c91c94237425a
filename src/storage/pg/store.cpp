#include "storage/pg/store.hpp"

#include "base/clock.hpp"
#include "storage/pg/conversations.hpp"
#include "storage/pg/errors.hpp"
#include "storage/pg/history.hpp"
#include "storage/pg/migrations.hpp"
#include "storage/pg/reader_pool.hpp"
#include "storage/pg/rows.hpp"
#include "storage/pg/secrets.hpp"
#include "storage/pg/sign_in_batcher.hpp"
#include "storage/pg/store_pending.hpp"
#include "storage/pg/users.hpp"
#include "storage/pg/writers.hpp"

#include <fmt/format.h>

namespace storage::pg {

namespace {

class pg_store final : public store_pending {
public:
  pg_store(const options& o, const std::array<std::uint8_t, 16>& key,
           base::metrics& metrics)
    : message_id_key_(key),
      writers_(o.database_url, o.writers, o.journal_max_rows,
               o.journal_max_bytes, metrics),
      sign_ins_(o.database_url, o.max_queued_sign_ins, metrics),
      readers_(o.database_url, o.readers, o.max_queued_reads) {
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
        auto r = pg::put_user(s, update, base::now());
        sign_ins_.forget(update.profile.id);
        return r;
      });
  }

  void find_user(std::string id, on_result<user_record> done) override {
    readers_.submit<user_record>(
      std::move(done),
      [id = std::move(id)](session& s) { return pg::find_user(s, id); });
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
    readers_.submit<schema::conversation>(std::move(done), [id](session& s) {
      return pg::load_conversation(s, id);
    });
  }

  void read_history(history_query query,
                    on_result<history_page> done) override {
    readers_.submit<history_page>(std::move(done), [query](session& s) {
      return pg::read_history(s, query);
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

private:
  std::array<std::uint8_t, 16> message_id_key_;
  // Destroyed from the last to the first: the journal outlives the reads.
  writers writers_;
  sign_in_batcher sign_ins_;
  reader_pool readers_;
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
