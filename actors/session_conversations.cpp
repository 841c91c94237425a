#include "actors/directory.hpp"
#include "actors/session.hpp"

#include <algorithm>

namespace actors {

namespace {

/// Handles that are kept although nothing was joined.
constexpr std::size_t most_cached = 16;

} // namespace

schema::result<conversation_actor>
session_state::owner_for(const schema::command& what) {
  auto& used = use(schema::target(what));
  if (std::holds_alternative<schema::join_conversation>(what) && !used.joined) {
    const auto joined =
      std::ranges::count_if(used_, [](const auto& x) { return x.joined; });
    if (static_cast<std::size_t>(joined) >= env_->limits.max_joined)
      return schema::fail(schema::errc::rate_limited,
                          "This connection has joined too many conversations");
    used.joined = true;
  }
  if (std::holds_alternative<schema::leave_conversation>(what))
    used.joined = false;
  return used.owner;
}

session_state::used_conversation&
session_state::use(const schema::conversation_id& id) {
  const auto known =
    std::ranges::find_if(used_, [&](const auto& x) { return x.id == id; });
  if (known != used_.end())
    return *known;
  if (used_.size() >= most_cached) {
    // The oldest that nothing depends on makes room.
    const auto idle =
      std::ranges::find_if(used_, [](const auto& x) { return !x.joined; });
    if (idle != used_.end())
      used_.erase(idle);
  }
  used_.push_back({id, env_->directory->owner_of(id), false});
  return used_.back();
}

} // namespace actors
