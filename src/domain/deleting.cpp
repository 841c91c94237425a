#include "domain/deleting.hpp"

#include "domain/permissions.hpp"

#include <algorithm>

namespace domain {

schema::result<std::optional<schema::message>>
decide_deletion(const schema::message& stored, const schema::identity& who,
                const schema::conversation& where, schema::timestamp now) {
  if (auto ok = authorise(who, action::listen, where); !ok)
    return schema::failure{ok.error()};
  if (stored.sender != who.no && who.profile.role != schema::role::admin)
    return schema::fail(schema::errc::forbidden,
                        "Only its sender can delete a message");
  if (stored.deleted_at)
    return std::optional<schema::message>{};
  auto tombstone = stored;
  tombstone.rev = {where.head.rev.value + 1};
  tombstone.content.clear();
  tombstone.media_url.reset();
  tombstone.deleted_at = std::max(now, stored.created_at);
  tombstone.deleted_by = who.no;
  return std::optional{std::move(tombstone)};
}

bool apply_deletion(schema::conversation& where,
                    const schema::message& tombstone) {
  where.head.rev = tombstone.rev;
  bool exact = true;
  for (auto& m : where.members) {
    if (m.no == tombstone.sender || tombstone.seq <= m.seen.read)
      continue;
    // Behind the bound there is nothing to count down from.
    if (m.unread >= schema::more_unread)
      exact = false;
    else if (m.unread > 0)
      --m.unread;
  }
  return exact;
}

} // namespace domain
