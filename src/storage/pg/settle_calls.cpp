#include "storage/pg/settle_calls.hpp"

#include "base/log.hpp"
#include "storage/pg/call_statement.hpp"
#include "storage/pg/errors.hpp"

#include <algorithm>
#include <span>

namespace storage::pg {

namespace {

using fate = executor::answer;
using items = std::span<call_item* const>;

/// Another server may make people busy after each look.
constexpr int max_tries = 3;

call_outcome judge(const call_write& what, const obstacles& in_the_way) {
  const auto& wanted = *what.row;
  if (const auto same = in_the_way.same.find(wanted.id.text);
      same != in_the_way.same.end()) {
    if (*same->second == wanted)
      return {call_verdict::committed, same->second};
    return {what.expected ? call_verdict::stale : call_verdict::id_taken,
            same->second};
  }
  if (what.expected)
    return {call_verdict::stale};
  for (const auto who : what.takes)
    if (const auto other = in_the_way.live.find(who);
        other != in_the_way.live.end())
      return {call_verdict::busy, other->second};
  // Whoever was in the way has gone since, or it is the channel. Another name
  // for that does no harm.
  return {wanted.channel ? call_verdict::channel_taken : call_verdict::busy};
}

/// Writes the items in one statement. If that is done, all have answers.
fate write(items all, executor& x) {
  std::unordered_set<std::string> written;
  const auto a =
    x.run([&](session& s) { written = write_calls(s, all); }, true);
  if (a != fate::done)
    return a;
  std::vector<call_item*> missed;
  for (auto* item : all) {
    if (written.contains(item->what.row->id.text))
      item->answer = call_outcome{call_verdict::committed};
    else
      missed.push_back(item);
  }
  if (missed.empty())
    return fate::done;
  obstacles in_the_way;
  const auto looked =
    x.run([&](session& s) { in_the_way = find_obstacles(s, missed); }, false);
  if (looked != fate::done)
    return fate::given_up;
  for (auto* item : missed)
    item->answer = judge(item->what, in_the_way);
  return fate::done;
}

/// The same, again while somebody else is faster.
fate write_patiently(items all, executor& x) {
  auto a = fate::unique;
  for (int tries = 0; tries < max_tries && a == fate::unique; ++tries)
    a = write(all, x);
  return a;
}

} // namespace

void settle(call_batch& b, executor& x) {
  std::vector<call_item*> all;
  for (auto& item : b)
    all.push_back(&item);
  std::sort(all.begin(), all.end(), [](const auto* l, const auto* r) {
    return l->what.row->id < r->what.row->id;
  });
  const auto together = write_patiently(all, x);
  if (together == fate::done || together == fate::given_up)
    return;
  for (auto*& item : all) {
    const auto a = write_patiently({&item, 1}, x);
    if (a == fate::given_up)
      return;
    if (a == fate::unique)
      item->answer = call_outcome{call_verdict::busy};
    if (a == fate::refused) {
      base::log::error("call was refused", "caller={} version={}",
                       item->what.row->caller.value, item->what.row->version);
      item->answer = schema::failure{to_error(trouble::values)};
    }
  }
}

} // namespace storage::pg
