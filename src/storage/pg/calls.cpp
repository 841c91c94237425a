#include "storage/pg/calls.hpp"

#include "storage/pg/array_literal.hpp"
#include "storage/pg/call_rows.hpp"
#include "storage/pg/rows.hpp"
#include "storage/pg/users.hpp"

#include <algorithm>
#include <type_traits>

namespace storage::pg {

namespace {

using schema::errc;

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

schema::result<schema::call_ptr> find_call(session& s,
                                           const schema::call_id& id) {
  if (has_nul(id.text))
    return schema::fail(errc::not_found, "Call not found");
  auto found = read_first_call(s.exec("calls_find", id.text));
  if (!found)
    return schema::fail(errc::not_found, "Call not found");
  return found;
}

schema::result<schema::call_ptr>
find_live_call(session& s, const std::vector<schema::user_no>& of) {
  array_literal users;
  for (const auto who : of)
    users.number(who.value);
  return read_first_call(s.exec("calls_find_live", users.str()));
}

schema::result<dial_standing> find_standing(session& s, schema::user_no caller,
                                            const std::string& callee_id) {
  if (has_nul(callee_id))
    return no_such_user("");
  const auto rows = s.exec("calls_find_standing", caller.value, callee_id);
  if (rows.empty())
    return no_such_user(callee_id);
  dial_standing out{read_related(rows[0]), nullptr, nullptr};
  const auto party = rows.column_number("party");
  for (const auto& row : rows) {
    if (row[party].is_null())
      continue;
    const auto call = read_call(row, party + 1);
    const schema::user_no of{to_int(row[party])};
    if (of == caller)
      out.callers_call = call;
    if (of == out.callee.user.no)
      out.callees_call = call;
  }
  return out;
}

schema::result<std::vector<schema::call_ptr>> list_live_calls(session& s) {
  return read_calls(s.exec("calls_list_live"));
}

schema::result<call_list> list_calls(session& s, const call_query& query) {
  const auto limit = std::clamp<std::int64_t>(query.limit, 1, 100);
  const auto skipped =
    (std::clamp<std::int64_t>(query.page, 1, beyond_last) - 1) * limit;
  const call_filter f{query};
  call_list out;
  // One more than is shown says whether there are more.
  out.calls = read_calls(s.exec("calls_list", query.who.value, limit + 1,
                                skipped, f.states, f.ends, f.is_outgoing));
  out.has_more = static_cast<std::int64_t>(out.calls.size()) > limit;
  if (out.has_more)
    out.calls.pop_back();
  out.total = count_calls(s, query.who, f);
  return out;
}

} // namespace storage::pg
