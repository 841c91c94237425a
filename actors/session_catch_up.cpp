// A client that was away: told what it lacks, conversation by conversation.

#include "actors/directory.hpp"
#include "actors/people.hpp"
#include "actors/session.hpp"
#include "actors/speaking.hpp"
#include "actors/tell.hpp"

#include <caf/send.hpp>

#include <algorithm>

namespace actors {

namespace {

using schema::errc;

/// Conversations of one client that are told at the same time.
constexpr std::size_t most_at_once = 8;

/// What the store is asked for at a time; more than a client can name.
constexpr std::int64_t missed_page = 2000;
static_assert(missed_page > static_cast<std::int64_t>(schema::most_cursors));

} // namespace

void session_state::execute(schema::catch_up what, reply_route route,
                            packet_credit credit) {
  if (catching_up_)
    return refuse(route, {errc::conflict, "A sync is under way already"});
  const auto others = std::ranges::count_if(used_, [&](const auto& used) {
    return used.joined
           && std::ranges::find(what.cursors, used.id,
                                &schema::cursor::conversation)
                == what.cursors.end();
  });
  if (static_cast<std::size_t>(others) + what.cursors.size()
      > env_->limits.max_joined) {
    hush(false);
    return refuse(route, {errc::rate_limited,
                          "This connection has joined too many conversations"});
  }
  hush(true);
  catching_up_ = std::make_unique<catching_up>();
  catching_up_->number = ++catch_ups_;
  catching_up_->route = std::move(route);
  catching_up_->credit.emplace(std::move(credit));
  catching_up_->seen = std::move(what.cursors);
  catching_up_->named = catching_up_->seen.size();
  ask_what_is_missed();
}

/// What is newer than what it lacks waits at the owners, of conversations too
/// whose turn to be replayed has not come.
void session_state::hush(bool on) const {
  caf::anon_send(env_->people->shard_of(who_->no), hush_atom_v, who_->no, out_,
                 on);
}

void session_state::ask_what_is_missed() {
  auto& mine = *catching_up_;
  env_->store.find_missed(
    {.who = who_->no,
     .cursors = mine.seen,
     .all_named = mine.first,
     .limit = missed_page},
    [session = session_actor{self_}](
      schema::result<std::vector<schema::cursor>> missed) {
      tell(session, news::missed{std::move(missed)});
    });
}

void session_state::on_news(const news::missed& x) {
  const auto& missed = x.where;
  if (!catching_up_)
    return;
  auto& mine = *catching_up_;
  mine.first = false;
  mine.more = missed && missed->size() == missed_page;
  if (missed)
    // From the back, so that the latest come first.
    mine.left.assign(missed->rbegin(), missed->rend());
  else
    mine.failed = missed.error();
  resume_next();
}

void session_state::resume_next() {
  auto& mine = *catching_up_;
  while (mine.in_work.size() < most_at_once && !mine.left.empty()
         && !mine.failed) {
    const auto seen = mine.left.back();
    mine.left.pop_back();
    const auto named =
      mine.seen.begin() + static_cast<std::ptrdiff_t>(mine.named);
    const bool listens =
      std::ranges::find(mine.seen.begin(), named, seen.conversation,
                        &schema::cursor::conversation)
      != named;
    auto owner = env_->directory->owner_of(seen.conversation);
    if (listens) {
      auto& used = use(seen.conversation);
      used.joined = true;
      owner = used.owner;
    }
    auto to = std::make_shared<resume>();
    to->who = who_;
    to->seen = seen;
    to->listens = listens;
    to->route = route_for(mine.route.event, std::nullopt);
    to->done = [session = session_actor{self_}, number = mine.number,
                where =
                  seen.conversation](schema::result<schema::cursor> reached) {
      tell(session, news::resumed{number, where, std::move(reached)});
    };
    mine.in_work.emplace(seen.conversation, owner);
    caf::anon_send(owner, resume_atom_v, resume_ptr{std::move(to)});
  }
  if (mine.in_work.empty())
    finish_catch_up();
}

void session_state::on_news(const news::resumed& how) {
  if (!catching_up_ || catching_up_->number != how.catch_up)
    return;
  auto& mine = *catching_up_;
  mine.in_work.erase(how.where);
  if (how.reached)
    mine.reached.push_back(*how.reached);
  else if (how.reached.error().code != errc::not_found)
    // Whoever left meanwhile lacks nothing.
    mine.failed = how.reached.error();
  resume_next();
}

void session_state::finish_catch_up() {
  auto& mine = *catching_up_;
  if (mine.more && !mine.failed) {
    mine.seen.resize(mine.named);
    mine.seen.insert(mine.seen.end(), mine.reached.begin(), mine.reached.end());
    return ask_what_is_missed();
  }
  // Nothing may begin another one before this is over.
  const auto done = std::move(catching_up_);
  hush(false);
  if (done->failed)
    return refuse(done->route, *done->failed);
  succeed(done->route, "{}");
  const auto& words = dialects::vocabulary_of(done->route.dialect);
  out_->post(event_frame(done->route.speech, [&](std::string& out) {
    words.write_synced(out, done->reached);
  }));
}

} // namespace actors
