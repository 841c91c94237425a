#include "storage/pg/call_batch.hpp"

#include "storage/pg/array_literal.hpp"
#include "storage/pg/errors.hpp"
#include "storage/pg/reader_pool.hpp"

#include <string_view>
#include <unordered_set>

namespace storage::pg {

namespace {

/// How far into the queue a batch looks: where all wait for one person, looking
/// through all of them per commit would cost more than the commit.
constexpr std::size_t max_looked_at = 1024;

/// What the writes before touch. Refers to their rows.
class touched {
public:
  /// False if something of it was touched already.
  bool add(const call_write& what) {
    bool is_new = calls_.insert(what.row->id.text).second;
    for (const auto* people : {&what.takes, &what.frees})
      for (const auto who : *people)
        is_new = people_.insert(who.value).second && is_new;
    return is_new;
  }

private:
  std::unordered_set<std::string_view> calls_;
  std::unordered_set<std::int64_t> people_;
};

} // namespace

bool is_well_formed(const call_write& what) noexcept {
  const auto& c = *what.row;
  return !has_nul(c.id.text) && !has_nul(c.invite)
         && !(c.channel && has_nul(*c.channel))
         && !(c.detail && has_nul(*c.detail));
}

call_batch take_calls(std::deque<call_item>& pending, std::size_t max_rows) {
  call_batch out;
  touched before;
  std::vector<call_item> waiting;
  std::size_t seen = 0;
  while (seen < pending.size() && seen < max_looked_at
         && out.size() < max_rows) {
    auto& item = pending[seen++];
    (before.add(item.what) ? out : waiting).push_back(std::move(item));
  }
  pending.erase(pending.begin(),
                pending.begin() + static_cast<std::ptrdiff_t>(seen));
  pending.insert(pending.begin(), std::make_move_iterator(waiting.begin()),
                 std::make_move_iterator(waiting.end()));
  return out;
}

load weight(const call_write& what) noexcept {
  const auto& c = *what.row;
  return {1, sizeof(call_item) + sizeof(schema::call) + c.id.text.size()
               + c.invite.size() + (c.channel ? c.channel->size() : 0)
               + (c.detail ? c.detail->size() : 0)
               + (what.takes.size() + what.frees.size())
                   * sizeof(schema::user_no)};
}

void answer(call_batch& done) noexcept {
  for (auto& item : done) {
    if (!item.answer)
      item.answer = schema::failure{to_error(trouble::server_away)};
    tell(item.done, std::move(*item.answer));
  }
}

} // namespace storage::pg
