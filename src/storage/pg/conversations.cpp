#include "storage/pg/conversations.hpp"

#include "base/random.hpp"
#include "storage/pg/array_literal.hpp"
#include "storage/pg/load.hpp"
#include "storage/pg/rows.hpp"
#include "storage/pg/users.hpp"

#include <algorithm>
#include <span>

namespace storage::pg {

namespace {

using schema::errc;

/// By number, which is shorter than the id and needs no escapes. The context's
/// type comes before its id and has no '|', so that no two keys look alike.
std::string pair_key(const conversation_request& request,
                     std::span<const referred_user> members) {
  const auto [low, high] =
    std::minmax(members[0].no.value, members[1].no.value);
  auto key = std::to_string(static_cast<int>(request.kind));
  key.append("|").append(std::to_string(low));
  key.append("|").append(std::to_string(high));
  key.append("|").append(request.context_type);
  if (request.context_id)
    key.append("|").append(*request.context_id);
  return key;
}

std::optional<schema::error> check(const conversation_request& r) {
  const auto wrong = [](const char* message) {
    return schema::error{errc::validation_failed, message};
  };
  auto ids = r.members;
  std::sort(ids.begin(), ids.end());
  if (std::adjacent_find(ids.begin(), ids.end()) != ids.end())
    return wrong("A participant is named twice.");
  if (r.kind == schema::conversation_kind::group ? ids.empty()
                                                 : ids.size() != 2)
    return wrong("The number of participants does not fit the type.");
  if (has_nul(r.context_type) || r.context_type.find('|') != std::string::npos
      || has_nul(r.context_id.value_or("")) || has_nul(r.title.value_or("")))
    return wrong("The context or title has a character that is not allowed.");
  return std::nullopt;
}

/// The id of the pair's conversation that somebody made before.
std::optional<schema::conversation_id> find_pair(session& s,
                                                 const std::string& key) {
  const auto rows = s.exec("conversations_find_pair", key);
  schema::conversation_id id;
  if (rows.empty() || !read_hex(rows[0][0].c_str(), id.bytes))
    return std::nullopt;
  return id;
}

void create(session& s, const conversation_request& r,
            const std::optional<std::string>& key, schema::conversation_id id,
            std::span<const referred_user> members, schema::timestamp now) {
  array_literal numbers;
  for (const auto& m : members)
    numbers.number(m.no.value);
  const auto text = [](const std::optional<std::string>& x) {
    return x ? x->c_str() : nullptr;
  };
  (void)s.exec("conversations_create", to_bytea(id.bytes),
               static_cast<int>(r.kind), text(key), r.context_type,
               text(r.context_id), text(r.title), to_millis(now),
               numbers.str());
}

schema::result<found_conversation> found(session& s, schema::conversation_id id,
                                         bool created) {
  return load_conversation(s, id).map([&](schema::conversation c) {
    return found_conversation{std::move(c), created};
  });
}

} // namespace

schema::conversation_id make_conversation_id(schema::timestamp now) {
  schema::conversation_id id;
  const auto seconds = static_cast<std::uint32_t>(to_millis(now) / 1000);
  for (int i = 0; i < 4; ++i)
    id.bytes[static_cast<std::size_t>(i)] =
      static_cast<std::uint8_t>(seconds >> (24 - 8 * i));
  base::fill_random(std::span{id.bytes}.subspan(4));
  return id;
}

schema::result<found_conversation>
get_or_create_conversation(session& s, const conversation_request& request,
                           schema::conversation_id id, schema::timestamp now) {
  if (auto e = check(request))
    return schema::failure{std::move(*e)};
  const auto members = find_users(s, request.members);
  if (!members)
    return schema::failure{members.error()};
  if (request.kind == schema::conversation_kind::group) {
    create(s, request, std::nullopt, id, *members, now);
    return found(s, id, true);
  }
  const auto key = pair_key(request, *members);
  if (const auto there = find_pair(s, key))
    return found(s, *there, *there == id);
  // Does nothing if another was faster: then that one's is there to be found.
  create(s, request, key, id, *members, now);
  const auto there = find_pair(s, key);
  if (!there)
    return schema::fail(errc::internal, "The conversation is gone again.");
  return found(s, *there, *there == id);
}

schema::result<std::vector<schema::conversation_id>>
put_consultation(session& s, const std::string& user_id,
                 const std::string& astrologer_id, schema::timestamp now) {
  const auto users = find_users(s, {user_id, astrologer_id});
  if (!users)
    return schema::failure{users.error()};
  const auto &user = (*users)[0], &astrologer = (*users)[1];
  if (user.role != schema::role::user)
    return schema::fail(errc::validation_failed,
                        "'" + user_id + "' is not a user.");
  if (astrologer.role != schema::role::astrologer)
    return schema::fail(errc::validation_failed,
                        "'" + astrologer_id + "' is not an astrologer.");
  (void)s.exec("relations_put_consulted", user.no.value, astrologer.no.value,
               to_millis(now));
  std::vector<schema::conversation_id> out;
  for (const auto& row : s.exec("conversations_find_shared", user.no.value,
                                astrologer.no.value)) {
    schema::conversation_id id;
    if (read_hex(row[0].c_str(), id.bytes))
      out.push_back(id);
  }
  return out;
}

} // namespace storage::pg
