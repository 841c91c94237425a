#include "world.hpp"

#include <fmt/format.h>

namespace tests {

std::string world_fixture::tick() {
  now += std::chrono::seconds{1};
  return fmt::format("to_timestamp({})", now.time_since_epoch().count() / 1000);
}

schema::user_no world_fixture::add_user(const std::string& id, schema::role r) {
  return {db.number(
    fmt::format("insert into users(id, role, name, picture, created_at, "
                "updated_at) values ('{0}', {1}, 'N {0}', 'P {0}', {2}, {2}) "
                "returning no",
                id, static_cast<int>(r), tick()))};
}

test_conversation
world_fixture::add_conversation(const std::vector<schema::user_no>& members,
                                schema::conversation_kind kind) {
  auto made = db.add_named_conversation();
  const auto at = tick();
  db.exec(fmt::format(
    "update conversations set kind = {}, created_at = {} where no = {}",
    static_cast<int>(kind), at, made.no.value));
  db.exec(
    fmt::format("update heads set last_at = {} where conversation_no = {}", at,
                made.no.value));
  for (const auto who : members)
    db.exec(fmt::format("insert into members(conversation_no, user_no, role, "
                        "joined_at) values ({}, {}, 0, {})",
                        made.no.value, who.value, at));
  return made;
}

void world_fixture::leave(const test_conversation& where, schema::user_no who) {
  db.exec(fmt::format("update members set to_seq = 0 where conversation_no = "
                      "{} and user_no = {}",
                      where.no.value, who.value));
}

void world_fixture::post(const test_conversation& where, schema::user_no sender,
                         int count) {
  db.exec(fmt::format(
    "with before as (select * from heads where conversation_no = {0}), "
    "head as (update heads set rev = rev + {2}, last_seq = last_seq + {2}, "
    "last_at = {3} where conversation_no = {0}) "
    "insert into messages(conversation_no, seq, rev, sender_no, created_at, "
    "kind, batch, content) "
    "select {0}, last_seq + i, rev + i, {1}, {3}, 1, gen_random_uuid(), "
    "'m' || last_seq + i from before, generate_series(1, {2}) i",
    where.no.value, sender.value, count, tick()));
}

void world_fixture::remove(const test_conversation& where, std::int64_t seq,
                           schema::user_no who) {
  db.exec(fmt::format(
    "with head as (update heads set rev = rev + 1 where conversation_no = {0} "
    "returning rev), gone as (update messages m set rev = head.rev, "
    "content = '', deleted_at = {3}, "
    "extra = jsonb_build_object('deletedBy', {2}) from head "
    "where m.conversation_no = {0} and m.seq = {1}) "
    "insert into changes(conversation_no, rev, kind, seq, actor_no, at) "
    "select {0}, rev, 1, {1}, {2}, {3} from head",
    where.no.value, seq, who.value, tick()));
}

void world_fixture::change(const test_conversation& where, std::int64_t seq) {
  db.exec(fmt::format(
    "with head as (update heads set rev = rev + 1 where conversation_no = {0} "
    "returning rev) insert into changes(conversation_no, rev, kind, seq, at) "
    "select {0}, rev, 99, {1}, {2} from head",
    where.no.value, seq, tick()));
}

void world_fixture::read(const test_conversation& where, schema::user_no who,
                         std::int64_t upto) {
  const auto at = tick();
  db.exec(fmt::format(
    "insert into cursors(conversation_no, user_no, read_seq, read_at) "
    "values ({0}, {1}, {2}, {3}) on conflict (conversation_no, user_no) "
    "do update set read_seq = {2}, read_at = {3}",
    where.no.value, who.value, upto, at));
  db.exec(fmt::format("insert into read_marks values ({}, {}, {}, {}) "
                      "on conflict do nothing",
                      where.no.value, who.value, upto, at));
}

schema::conversation world_fixture::load(const test_conversation& where) {
  return await<schema::conversation>(
           [&](auto done) { store->load_conversation(where.id, done); })
    .value();
}

} // namespace tests
