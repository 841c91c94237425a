#include "domain/receipts.hpp"

#include "domain/permissions.hpp"

#include <algorithm>

namespace domain {

namespace {

using schema::errc;
using schema::fail;
using schema::timestamp;

/// When `who` had read `seq`, if they have.
std::optional<timestamp> read_at(const schema::member& who,
                                 schema::message_seq seq,
                                 std::span<const schema::read_mark> marks) {
  if (who.seen.read < seq)
    return std::nullopt;
  auto at = who.seen.read_at;
  for (const auto& mark : marks)
    if (mark.who == who.no && mark.upto >= seq)
      at = std::min(at.value_or(mark.at), mark.at);
  return at;
}

std::optional<timestamp> delivered_at(const schema::member& who,
                                      schema::message_seq seq) {
  if (who.seen.delivered < seq)
    return std::nullopt;
  return who.seen.delivered_at;
}

/// Of two people's times the later; absent if one is.
std::optional<timestamp> both(const std::optional<timestamp>& a,
                              const std::optional<timestamp>& b) {
  if (!a || !b)
    return std::nullopt;
  return std::max(*a, *b);
}

} // namespace

receipt receipt_of(const schema::message& message,
                   const schema::conversation& where,
                   std::span<const schema::read_mark> marks) {
  if (where.members.size() > schema::most_receipted)
    return {};
  std::optional<receipt> all;
  for (const auto& who : where.members) {
    if (who.no == message.sender)
      continue;
    const auto read = read_at(who, message.seq, marks);
    auto delivered = delivered_at(who, message.seq);
    if (read)
      delivered = std::min(delivered.value_or(*read), *read);
    if (!all)
      all = receipt{delivered, read};
    else
      all =
        receipt{both(all->delivered_at, delivered), both(all->read_at, read)};
  }
  return all.value_or(receipt{});
}

schema::result<std::optional<schema::messages_read>>
decide(const schema::mark_read& command, const schema::identity& who,
       const schema::conversation& where, const message_id_codec& ids,
       timestamp now) {
  if (auto ok = authorise(who, action::listen, where); !ok)
    return schema::failure{ok.error()};
  schema::messages_read event{
    .who = who.no, .upto = {}, .messages = {}, .at = now};
  const auto before = where.find_member(who.no)->seen.read;
  for (const auto& id : command.messages) {
    const auto parts = ids.decode(id);
    if (parts.conversation != where.no || parts.seq.value < 1
        || parts.seq > where.head.last_seq)
      return fail(errc::validation_failed,
                  "messageIds must be messages of this conversation");
    event.upto = std::max(event.upto, parts.seq);
    if (parts.seq > before)
      event.messages.push_back(id);
  }
  if (event.messages.empty())
    return std::optional<schema::messages_read>{};
  return std::optional{std::move(event)};
}

bool apply(schema::conversation& where, const schema::messages_read& event,
           const recent_authors& authors) {
  const auto who =
    std::ranges::find(where.members, event.who, &schema::member::no);
  if (who == where.members.end() || event.upto <= who->seen.read)
    return true;
  auto& seen = who->seen;
  seen.read = event.upto;
  seen.read_at = event.at;
  if (seen.delivered < event.upto) {
    seen.delivered = event.upto;
    seen.delivered_at = event.at;
  }
  const auto left =
    authors.others_after(event.upto, where.head.last_seq, event.who);
  if (left)
    who->unread = std::min(*left, schema::more_unread);
  return left.has_value();
}

bool deliver(schema::conversation& where, schema::user_no who,
             schema::message_seq upto, timestamp at) {
  const auto member =
    std::ranges::find(where.members, who, &schema::member::no);
  if (member == where.members.end() || upto <= member->seen.delivered)
    return false;
  member->seen.delivered = upto;
  member->seen.delivered_at = at;
  return true;
}

} // namespace domain
