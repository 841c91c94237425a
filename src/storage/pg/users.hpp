#pragma once

#include "schema/errors.hpp"
#include "storage/pg/session.hpp"
#include "storage/store.hpp"

namespace storage::pg {

/// Work for the reader pool: each may run again after the link was lost.

[[nodiscard]] schema::result<user_record> find_first_admin(session& s);

[[nodiscard]] schema::result<std::vector<user_record>>
find_people(session& s, const std::vector<schema::user_no>& who);

[[nodiscard]] schema::result<related_user>
find_related(session& s, schema::user_no viewer, const std::string& id);

[[nodiscard]] schema::result<user_record> find_user(session& s,
                                                    const std::string& id);

[[nodiscard]] schema::result<user_record>
put_user(session& s, const user_update& update, schema::timestamp now);

/// Banning again keeps the time of the first ban.
[[nodiscard]] schema::result<user_record> set_banned(session& s,
                                                     const std::string& id,
                                                     bool banned,
                                                     schema::timestamp now);

/// From the columns of users/find_related.sql, of which there are so many, or
/// of another statement that begins with them.
constexpr pqxx::row::size_type related_columns = 11;
[[nodiscard]] related_user read_related(const pqxx::row& r);

[[nodiscard]] schema::failure no_such_user(const std::string& id);

/// What is looked up about a user before something refers to it.
struct referred_user {
  schema::user_no no;
  std::string id;
  schema::role role = schema::role::user;
};

/// The users in the order of `ids`; `not_found` names the first that does not
/// exist.
[[nodiscard]] schema::result<std::vector<referred_user>>
find_users(session& s, const std::vector<std::string>& ids);

} // namespace storage::pg
