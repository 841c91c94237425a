#include "storage/pg/users.hpp"

#include "storage/pg/array_literal.hpp"
#include "storage/pg/rows.hpp"

#include <unordered_map>

namespace storage::pg {

namespace {

bool to_bool(const pqxx::field& f) {
  return *f.c_str() == 't';
}

/// The columns of users/find.sql, with which all begin that read users.
user_record to_record(row_cursor& row) {
  pqxx::row::size_type column = 0;
  const auto next = [&]() -> const pqxx::field& { return row[column++]; };
  user_record x;
  x.no.value = to_int(next());
  x.profile.id = to_string(next());
  x.profile.role = to_enum<schema::role>(next());
  x.profile.name = to_text(next());
  x.profile.phone = to_text(next());
  x.profile.picture = to_text(next());
  x.profile.shows_phone = to_bool(next());
  if (const auto& rate = next(); !rate.is_null())
    x.rate_per_minute = static_cast<std::int32_t>(to_int(rate));
  x.created_at = to_time(next());
  x.updated_at = to_time(next());
  return x;
}

user_record to_record(const pqxx::row& r) {
  row_cursor row{r};
  return to_record(row);
}

bool any_nul(const schema::profile& p) {
  return has_nul(p.id) || has_nul(p.name.value_or(""))
         || has_nul(p.phone.value_or("")) || has_nul(p.picture.value_or(""));
}

} // namespace

related_user read_related(const pqxx::row& r) {
  row_cursor row{r};
  auto user = to_record(row);
  return {std::move(user), to_bool(row[related_columns - 1])};
}

schema::failure no_such_user(const std::string& id) {
  return schema::fail(schema::errc::not_found,
                      "There is no user '" + id + "'.");
}

schema::result<user_record> find_user(session& s, const std::string& id) {
  if (has_nul(id))
    return no_such_user("");
  const auto rows = s.exec("users_find", id);
  if (rows.empty())
    return no_such_user(id);
  return to_record(rows[0]);
}

schema::result<std::vector<user_record>>
find_people(session& s, const std::vector<schema::user_no>& who) {
  array_literal numbers;
  for (const auto no : who)
    numbers.number(no.value);
  std::vector<user_record> out;
  for (const auto& row : s.exec("users_find_people", numbers.str()))
    out.push_back(to_record(row));
  return out;
}

schema::result<user_record> find_first_admin(session& s) {
  const auto rows = s.exec("users_find_first_admin");
  if (rows.empty())
    return schema::fail(schema::errc::not_found, "There is no admin yet.");
  return to_record(rows[0]);
}

schema::result<related_user> find_related(session& s, schema::user_no viewer,
                                          const std::string& id) {
  if (has_nul(id))
    return no_such_user("");
  const auto rows = s.exec("users_find_related", viewer.value, id);
  if (rows.empty())
    return no_such_user(id);
  return read_related(rows[0]);
}

schema::result<user_record> put_user(session& s, const user_update& update,
                                     schema::timestamp now) {
  const auto& p = update.profile;
  if (any_nul(p))
    return schema::fail(schema::errc::validation_failed,
                        "A field contains U+0000.");
  const auto text = [](const std::optional<std::string>& x) {
    return x ? x->c_str() : nullptr;
  };
  const auto rate = update.rate_per_minute
                      ? std::optional{std::to_string(*update.rate_per_minute)}
                      : std::nullopt;
  const auto rows = s.exec("users_put", p.id, static_cast<int>(p.role),
                           text(p.name), text(p.phone), text(p.picture),
                           text(rate), to_millis(now), update.shows_phone);
  return to_record(rows.at(0));
}

schema::result<user_record> set_banned(session& s, const std::string& id,
                                       bool banned, schema::timestamp now) {
  if (has_nul(id))
    return no_such_user("");
  const auto rows = s.exec("users_set_banned", id, banned, to_millis(now));
  if (rows.empty())
    return no_such_user(id);
  return to_record(rows[0]);
}

schema::result<std::vector<referred_user>>
find_users(session& s, const std::vector<std::string>& ids) {
  array_literal keys;
  for (const auto& id : ids) {
    if (has_nul(id))
      return no_such_user("");
    keys.text(std::string_view{id});
  }
  std::unordered_map<std::string, referred_user> found;
  for (const auto& row : s.exec("users_find_many", keys.str())) {
    const auto id = to_string(row["id"]);
    found[id] = {{to_int(row["no"])}, id, to_enum<schema::role>(row["role"])};
  }
  std::vector<referred_user> out;
  for (const auto& id : ids) {
    const auto i = found.find(id);
    if (i == found.end())
      return no_such_user(id);
    out.push_back(i->second);
  }
  return out;
}

} // namespace storage::pg
