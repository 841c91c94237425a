#include "storage/pg/call_statement.hpp"

#include "storage/pg/array_literal.hpp"
#include "storage/pg/call_rows.hpp"
#include "storage/pg/rows.hpp"

#include <algorithm>
#include <utility>

namespace storage::pg {

namespace {

void add(array_literal& to, const std::optional<schema::timestamp>& t) {
  if (t)
    to.number(to_millis(*t));
  else
    to.null();
}

template<class Tag>
void add(array_literal& to, const std::optional<schema::number<Tag>>& x) {
  if (x)
    to.number(x->value);
  else
    to.null();
}

template<class Enum>
void add(array_literal& to, Enum x) {
  to.number(static_cast<std::int64_t>(x));
}

/// Who becomes busy, or not any more, and with which call.
class people_arrays {
public:
  void add(const std::vector<schema::user_no>& who, const std::string& call) {
    for (const auto x : who)
      people_.emplace_back(x.value, &call);
  }

  /// The order in which all servers lock people.
  void close() {
    std::sort(people_.begin(), people_.end());
    for (const auto& [who, call] : people_) {
      user.number(who);
      id.text(std::string_view{*call});
    }
  }

  array_literal user, id;

private:
  std::vector<std::pair<std::int64_t, const std::string*>> people_;
};

struct move_arrays {
  array_literal id, version, state, answered, connected, ended, winner, why, by,
    detail, invite;
  people_arrays freed;

  void add(const call_write& what) {
    const auto& c = *what.row;
    id.text(std::string_view{c.id.text});
    version.number(*what.expected);
    pg::add(state, c.state);
    pg::add(answered, c.answered_at);
    pg::add(connected, c.connected_at);
    pg::add(ended, c.ended_at);
    pg::add(winner, c.winner);
    why.number(c.end);
    pg::add(by, c.ended_by);
    detail.text(c.detail);
    invite.text(std::string_view{c.invite});
    freed.add(what.frees, c.id.text);
  }
};

struct new_arrays {
  array_literal id, caller, callee, media, kind, state, channel, conversation,
    invite, created, ring_until, ended, why;
  people_arrays taken;

  void add(const call_write& what) {
    const auto& c = *what.row;
    id.text(std::string_view{c.id.text});
    caller.number(c.caller.value);
    callee.number(c.callee.value);
    pg::add(media, c.media);
    pg::add(kind, c.kind);
    pg::add(state, c.state);
    channel.text(c.channel);
    if (c.conversation)
      conversation.bytes(c.conversation->bytes);
    else
      conversation.null();
    invite.text(std::string_view{c.invite});
    created.number(to_millis(c.created_at));
    ring_until.number(to_millis(c.ring_until));
    pg::add(ended, c.ended_at);
    why.number(c.end);
    taken.add(what.takes, c.id.text);
  }
};

} // namespace

std::unordered_set<std::string>
write_calls(session& s, std::span<const call_item* const> items) {
  move_arrays m;
  new_arrays n;
  for (const auto* item : items) {
    if (item->what.expected)
      m.add(item->what);
    else
      n.add(item->what);
  }
  m.freed.close();
  n.taken.close();
  const auto rows = s.exec(
    "calls_write", m.id.str(), m.version.str(), m.state.str(), m.answered.str(),
    m.connected.str(), m.ended.str(), m.winner.str(), m.why.str(), m.by.str(),
    m.detail.str(), m.invite.str(), m.freed.user.str(), m.freed.id.str(),
    n.id.str(), n.caller.str(), n.callee.str(), n.media.str(), n.kind.str(),
    n.state.str(), n.channel.str(), n.conversation.str(), n.invite.str(),
    n.created.str(), n.ring_until.str(), n.ended.str(), n.why.str(),
    n.taken.user.str(), n.taken.id.str());
  std::unordered_set<std::string> written;
  for (const auto& row : rows)
    written.insert(to_string(row[0]));
  return written;
}

obstacles find_obstacles(session& s, std::span<const call_item* const> items) {
  array_literal ids, people;
  for (const auto* item : items) {
    ids.text(std::string_view{item->what.row->id.text});
    for (const auto who : item->what.takes)
      people.number(who.value);
  }
  obstacles out;
  for (const auto& row :
       s.exec("calls_find_obstacles", ids.str(), people.str())) {
    auto call = read_call(row, 1);
    if (row[0].is_null())
      out.same.emplace(call->id.text, std::move(call));
    else
      out.live.emplace(schema::user_no{to_int(row[0])}, std::move(call));
  }
  return out;
}

} // namespace storage::pg
