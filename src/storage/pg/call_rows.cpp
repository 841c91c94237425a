#include "storage/pg/call_rows.hpp"

#include "storage/pg/array_literal.hpp"
#include "storage/pg/rows.hpp"

namespace storage::pg {

namespace {

template<class Number>
std::optional<Number> to_optional_number(const pqxx::field& f) {
  if (f.is_null())
    return std::nullopt;
  return Number{to_int(f)};
}

} // namespace

schema::call_ptr read_call(const pqxx::row& r, pqxx::row::size_type first) {
  row_cursor row{r};
  const auto next = [&]() -> const pqxx::field& { return row[first++]; };
  auto x = std::make_shared<schema::call>();
  x->id.text = to_string(next());
  x->caller.value = to_int(next());
  x->callee.value = to_int(next());
  x->media = to_enum<schema::call_media>(next());
  x->kind = to_enum<schema::call_kind>(next());
  x->state = to_enum<schema::call_state>(next());
  x->version = static_cast<std::int32_t>(to_int(next()));
  x->channel = to_text(next());
  if (const auto& id = next(); !id.is_null())
    (void)read_hex(id.c_str(), x->conversation.emplace().bytes);
  x->invite = to_string(next());
  x->created_at = to_time(next());
  x->ring_until = to_time(next());
  x->answered_at = to_optional_time(next());
  x->connected_at = to_optional_time(next());
  x->ended_at = to_optional_time(next());
  x->winner = to_optional_number<schema::device_no>(next());
  if (const auto& why = next(); !why.is_null())
    x->end = to_enum<schema::end_reason>(why);
  x->ended_by = to_optional_number<schema::user_no>(next());
  x->detail = to_text(next());
  return x;
}

schema::call_ptr read_first_call(const pqxx::result& rows) {
  return rows.empty() ? nullptr : read_call(rows[0]);
}

std::vector<schema::call_ptr> read_calls(const pqxx::result& rows) {
  std::vector<schema::call_ptr> out;
  for (const auto& row : rows)
    out.push_back(read_call(row));
  return out;
}

} // namespace storage::pg
