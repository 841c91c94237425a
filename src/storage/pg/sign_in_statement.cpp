#include "storage/pg/sign_in_statement.hpp"

#include "storage/pg/array_literal.hpp"
#include "storage/pg/rows.hpp"

namespace storage::pg {

namespace {

schema::identity_ptr to_identity(const pqxx::row& r) {
  auto x = std::make_shared<schema::identity>();
  x->no.value = to_int(r["no"]);
  x->profile.id = to_string(r["id"]);
  x->profile.role = to_enum<schema::role>(r["role"]);
  x->profile.name = to_text(r["name"]);
  x->profile.phone = to_text(r["phone"]);
  x->profile.picture = to_text(r["picture"]);
  x->profile.shows_phone = r["shows_phone"].as<bool>();
  return x;
}

} // namespace

std::unordered_map<std::string, signed_in>
sign_in_together(session& s, std::span<const claimed* const> who,
                 schema::timestamp now) {
  array_literal ids, roles, names, phones, pictures, hashes;
  std::unordered_map<std::string, const claimed*> by_id;
  for (const auto* c : who) {
    const auto& p = c->who.profile;
    by_id.emplace(p.id, c);
    ids.text(std::string_view{p.id});
    // Of a new user about whose role nothing is known, the role is the least.
    const auto role = c->who.role_known ? p.role : schema::role::user;
    roles.number(static_cast<std::int64_t>(role));
    names.text(p.name);
    phones.text(p.phone);
    pictures.text(p.picture);
    hashes.bytes(c->claims);
  }
  const auto rows = s.exec("users_sign_in", ids.str(), roles.str(), names.str(),
                           phones.str(), pictures.str(), hashes.str(),
                           to_millis(now), who.front()->who.role_known);
  std::unordered_map<std::string, signed_in> out;
  for (const auto& row : rows) {
    signed_in x;
    x.known.identity = to_identity(row);
    const auto& id = x.known.identity->profile.id;
    x.known.claims = by_id.at(id)->claims;
    if (const auto f = row["revoked_before"]; !f.is_null())
      x.known.revoked_before = to_time(f);
    x.banned = row["banned"].as<bool>();
    x.written = row["written"].as<bool>();
    out.emplace(id, std::move(x));
  }
  return out;
}

} // namespace storage::pg
