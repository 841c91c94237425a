#include "storage/pg/calls.hpp"

#include "storage/pg/array_literal.hpp"
#include "storage/pg/errors.hpp"
#include "storage/pg/rows.hpp"

#include <algorithm>
#include <type_traits>

namespace storage::pg {

namespace {

using schema::errc;

std::optional<std::int64_t> to_optional_int(const pqxx::field& f) {
  if (f.is_null())
    return std::nullopt;
  return to_int(f);
}

schema::call_ptr to_call(const pqxx::row& r) {
  auto x = std::make_shared<schema::call>();
  x->id.text = to_string(r["id"]);
  x->caller.value = to_int(r["caller_no"]);
  x->callee.value = to_int(r["callee_no"]);
  x->media = to_enum<schema::call_media>(r["media"]);
  x->kind = to_enum<schema::call_kind>(r["kind"]);
  x->state = to_enum<schema::call_state>(r["state"]);
  x->version = r["version"].as<std::int32_t>();
  x->channel = to_text(r["channel"]);
  if (const auto id = r["conversation_id"]; !id.is_null())
    (void)read_hex(id.c_str(), x->conversation.emplace().bytes);
  x->invite = to_string(r["invite"]);
  x->created_at = to_time(r["created_at"]);
  x->ring_until = to_time(r["ring_until"]);
  x->answered_at = to_optional_time(r["answered_at"]);
  x->connected_at = to_optional_time(r["connected_at"]);
  x->ended_at = to_optional_time(r["ended_at"]);
  if (const auto winner = to_optional_int(r["winner"]))
    x->winner = schema::device_no{*winner};
  if (const auto why = r["end_reason"]; !why.is_null())
    x->end = to_enum<schema::end_reason>(why);
  if (const auto who = to_optional_int(r["ended_by_no"]))
    x->ended_by = schema::user_no{*who};
  x->detail = to_text(r["detail"]);
  return x;
}

std::vector<schema::call_ptr> to_calls(const pqxx::result& rows) {
  std::vector<schema::call_ptr> out;
  for (const auto& row : rows)
    out.push_back(to_call(row));
  return out;
}

schema::call_ptr first_call(const pqxx::result& rows) {
  return rows.empty() ? nullptr : to_call(rows[0]);
}

std::string to_array(const std::vector<schema::user_no>& users) {
  array_literal out;
  for (auto who : users)
    out.number(who.value);
  return out.str();
}

std::optional<std::int64_t>
to_millis(const std::optional<schema::timestamp>& t) {
  if (!t)
    return std::nullopt;
  return pg::to_millis(*t);
}

/// Numbers of ids and enums; null where there is none.
template<class T>
std::optional<std::int64_t> value_of(const std::optional<T>& x) {
  if (!x)
    return std::nullopt;
  if constexpr (std::is_enum_v<T>)
    return static_cast<std::int64_t>(*x);
  else
    return x->value;
}

bool insert(session& s, const call_write& what) {
  const auto& c = *what.row;
  std::optional<std::string> conversation;
  if (c.conversation)
    conversation = to_bytea(c.conversation->bytes);
  return !s.exec("calls_put", c.id.text, to_array(what.takes), c.caller.value,
                 c.callee.value, static_cast<int>(c.media),
                 static_cast<int>(c.kind), static_cast<int>(c.state), c.channel,
                 conversation, c.invite, pg::to_millis(c.created_at),
                 pg::to_millis(c.ring_until), to_millis(c.ended_at),
                 value_of(c.end))
            .empty();
}

bool move(session& s, const call_write& what) {
  const auto& c = *what.row;
  return !s.exec("calls_move", c.id.text, *what.expected,
                 static_cast<int>(c.state), to_millis(c.answered_at),
                 to_millis(c.connected_at), to_millis(c.ended_at),
                 value_of(c.winner), value_of(c.end), value_of(c.ended_by),
                 c.detail, c.invite, to_array(what.frees))
            .empty();
}

/// Why a new call could not be stored; it may be our own, of a first run.
call_outcome find_obstacle(session& s, const call_write& what) {
  if (auto same = first_call(s.exec("calls_find", what.row->id.text)))
    return {*same == *what.row ? call_verdict::committed
                               : call_verdict::id_taken,
            same};
  if (auto other = first_call(s.exec("calls_find_live", to_array(what.takes))))
    return {call_verdict::busy, other};
  // Whoever was in the way has gone since, or it is the channel. Another name
  // for that does no harm.
  return {what.row->channel ? call_verdict::channel_taken : call_verdict::busy};
}

call_outcome put_new(session& s, const call_write& what) {
  try {
    (void)insert(s, what);
    return {call_verdict::committed};
  } catch (const pqxx::failure& e) {
    if (classify(e) != trouble::unique)
      throw;
  }
  return find_obstacle(s, what);
}

call_outcome put_change(session& s, const call_write& what) {
  if (move(s, what))
    return {call_verdict::committed};
  auto there = first_call(s.exec("calls_find", what.row->id.text));
  if (there && *there == *what.row)
    return {call_verdict::committed, there};
  return {call_verdict::stale, there};
}

bool is_text(const schema::call& c) {
  return !has_nul(c.id.text) && !has_nul(c.invite)
         && !has_nul(c.channel.value_or("")) && !has_nul(c.detail.value_or(""));
}

// -- lists --------------------------------------------------------------------

/// Nobody has more calls: keeps the arithmetic from overflowing.
constexpr std::int64_t beyond_last = std::int64_t{1} << 36;

template<class Enum>
std::string
to_array(const std::vector<Enum>& values) requires std::is_enum_v<Enum> {
  array_literal out;
  for (auto x : values)
    out.number(static_cast<std::int64_t>(x));
  return out.str();
}

/// What of a query chooses calls, as parameters; null where nothing is.
struct call_filter {
  explicit call_filter(const call_query& from) {
    if (!from.states.empty() || !from.ends.empty()) {
      states = to_array(from.states);
      ends = to_array(from.ends);
    }
    if (from.direction)
      is_outgoing = *from.direction == call_direction::outgoing;
  }

  std::optional<std::string> states;
  std::optional<std::string> ends;
  std::optional<bool> is_outgoing;
};

std::int64_t count_calls(session& s, schema::user_no who,
                         const call_filter& f) {
  const auto found = f.states ? s.exec("calls_count_some", who.value,
                                       f.is_outgoing, f.states, f.ends)
                              : s.exec("calls_count", who.value, f.is_outgoing);
  return to_int(found.at(0)[0]);
}

} // namespace

schema::result<call_outcome> put_call(session& s, const call_write& what) {
  if (!is_text(*what.row))
    return schema::fail(errc::validation_failed,
                        "A call must not contain U+0000");
  return what.expected ? put_change(s, what) : put_new(s, what);
}

schema::result<schema::call_ptr> find_call(session& s,
                                           const schema::call_id& id) {
  if (has_nul(id.text))
    return schema::fail(errc::not_found, "Call not found");
  auto found = first_call(s.exec("calls_find", id.text));
  if (!found)
    return schema::fail(errc::not_found, "Call not found");
  return found;
}

schema::result<schema::call_ptr>
find_live_call(session& s, const std::vector<schema::user_no>& of) {
  return first_call(s.exec("calls_find_live", to_array(of)));
}

schema::result<std::vector<schema::call_ptr>> list_live_calls(session& s) {
  return to_calls(s.exec("calls_list_live"));
}

schema::result<call_list> list_calls(session& s, const call_query& query) {
  const auto limit = std::clamp<std::int64_t>(query.limit, 1, 100);
  const auto skipped =
    (std::clamp<std::int64_t>(query.page, 1, beyond_last) - 1) * limit;
  const call_filter f{query};
  call_list out;
  // One more than is shown says whether there are more.
  out.calls = to_calls(s.exec("calls_list", query.who.value, limit + 1, skipped,
                              f.states, f.ends, f.is_outgoing));
  out.has_more = static_cast<std::int64_t>(out.calls.size()) > limit;
  if (out.has_more)
    out.calls.pop_back();
  out.total = count_calls(s, query.who, f);
  return out;
}

} // namespace storage::pg
