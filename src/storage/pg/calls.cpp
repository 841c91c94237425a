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

std::vector<schema::result<dial_standing>>
find_standing(session& s, std::span<const standing_query> queries) {
  array_literal callers, callees;
  std::vector<schema::result<dial_standing>> out;
  out.reserve(queries.size());
  for (const auto& q : queries) {
    const bool is_text = !has_nul(q.callee_id);
    callers.number(q.caller.value);
    is_text ? callees.text(std::string_view{q.callee_id}) : callees.null();
    out.emplace_back(no_such_user(is_text ? q.callee_id : ""));
  }
  for (const auto& row :
       s.exec("calls_find_standing", callers.str(), callees.str())) {
    constexpr auto n = related_columns, banned = n + 1, party = n + 2,
                   call = n + 3;
    const auto i = static_cast<std::size_t>(to_int(row[n]) - 1);
    if (!out.at(i))
      out[i] = dial_standing{read_related(row), row[banned].as<bool>()};
    if (row[party].is_null())
      continue;
    const auto found = read_call(row, call);
    const schema::user_no of{to_int(row[party])};
    if (of == queries[i].caller)
      out[i]->callers_call = found;
    if (of == out[i]->callee.user.no)
      out[i]->callees_call = found;
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
