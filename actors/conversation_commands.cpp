#include "actors/conversation.hpp"
#include "actors/outcome_relay.hpp"
#include "domain/deleting.hpp"
#include "domain/permissions.hpp"
#include "domain/posting.hpp"

#include <caf/send.hpp>

namespace actors {

namespace {

using schema::errc;

constexpr std::chrono::milliseconds try_again{1000};

schema::error full() {
  return {errc::overloaded, "Too much is going on; try again in a moment",
          try_again};
}

schema::error no_such_message() {
  return {errc::not_found, "Message not found"};
}

schema::error away() {
  return {errc::unavailable, "The service is not available; try again soon",
          try_again};
}

} // namespace

void conversation_state::on_execute(request_ptr by) {
  if (phase_ == phase::ready) {
    decide(by);
    return;
  }
  // While a commit is in doubt nothing is loaded: say so instead of waiting.
  if (!submitted_.empty()
      && env_->store.journal().admits(state_.no)
           == storage::admission::unavailable) {
    refuse(*by, away());
    return;
  }
  if (waiting_.size() >= env_->limits.max_waiting) {
    refuse(*by, full());
    return;
  }
  waiting_.push_back(std::move(by));
  load_if_settled();
}

void conversation_state::decide(const request_ptr& by) {
  std::visit([&](const auto& what) { decide(by, what); }, by->what());
}

void conversation_state::decide(const request_ptr& by,
                                const schema::join_conversation&) {
  const auto allowed =
    domain::authorise(by->who(), domain::action::listen, state_);
  if (!allowed)
    return refuse(*by, allowed.error());
  // Live events must not overtake what a replay still has to tell.
  if (auto* running = replay_to(by->route().out)) {
    running->listens = true;
    outlet_->confirm_join(*by, state_);
    return;
  }
  outlet_->listen(*by, state_);
}

void conversation_state::decide(const request_ptr& by,
                                const schema::leave_conversation&) {
  if (auto* running = replay_to(by->route().out))
    running->listens = false;
  outlet_->unlisten(by->route().out);
  succeed(by->route(), "{}");
}

void conversation_state::decide(const request_ptr& by,
                                const schema::type_in_conversation& what) {
  const auto allowed =
    domain::authorise(by->who(), domain::action::write, state_);
  if (!allowed)
    return refuse(*by, allowed.error());
  note_typing(by->who().no, what.active);
  outlet_->publish(schema::typing_changed{by->who().no, what.active}, state_);
  succeed(by->route(), "{}");
}

void conversation_state::decide(const request_ptr& by,
                                const schema::post_message& what) {
  if (submitted_.size() >= env_->limits.max_waiting)
    return refuse(*by, full());
  // A retry of what is decided but not yet committed waits for that verdict
  // in line: its own row follows and comes back as a duplicate.
  if (what.client_message_id && answer_retry(*by, what))
    return;
  switch (env_->store.journal().admits(state_.no)) {
  case storage::admission::accepted:
    break;
  case storage::admission::overloaded:
    return refuse(*by, full());
  case storage::admission::unavailable:
    return refuse(*by, away());
  }
  auto post = domain::decide(what, by->who(), state_, env_->ids, env_->now());
  if (!post)
    return refuse(*by, post.error());
  submit(by, std::move(*post));
}

void conversation_state::decide(const request_ptr& by,
                                const schema::mark_read& what) {
  auto event = domain::decide(what, by->who(), state_, env_->ids, env_->now());
  if (!event)
    return refuse(*by, event.error());
  if (!*event)
    return succeed(by->route(), "{}");
  const bool few = state_.members.size() <= schema::most_receipted;
  const auto token = ++last_token_;
  const auto admission = env_->store.journal().submit(
    storage::cursor_entry{.token = token,
                          .conversation = state_.no,
                          .who = (*event)->who,
                          .read = (*event)->upto,
                          .delivered = (*event)->upto,
                          .at = (*event)->at,
                          .marked = few,
                          .receiver = relay()});
  if (admission != storage::admission::accepted)
    return refuse(*by, admission == storage::admission::overloaded ? full()
                                                                   : away());
  marked_.emplace(token, marked{by, std::move(**event)});
}

void conversation_state::decide(const request_ptr& by,
                                const schema::delete_message& what) {
  const auto allowed =
    domain::authorise(by->who(), domain::action::listen, state_);
  if (!allowed)
    return refuse(*by, allowed.error());
  const auto parts = env_->ids.decode(what.message);
  if (parts.conversation != state_.no || parts.seq.value < 1
      || parts.seq > state_.head.last_seq)
    return refuse(*by, no_such_message());
  // Only the store knows whose it is; messages do not stay in memory.
  if (!by->subject)
    return look_up(by, parts.seq);
  if (env_->ids.encode(*by->subject) != what.message)
    return refuse(*by, no_such_message());
  if (submitted_.size() >= env_->limits.max_waiting)
    return refuse(*by, full());
  auto tombstone =
    domain::decide_deletion(*by->subject, by->who(), state_, env_->now());
  if (!tombstone)
    return refuse(*by, tombstone.error());
  if (!*tombstone)
    return outlet_->acknowledge(*by->subject, state_, *by);
  submit(by, std::move(**tombstone));
}

void conversation_state::look_up(const request_ptr& by,
                                 schema::message_seq seq) {
  storage::history_query query;
  query.conversation = id_;
  query.limit = 1;
  query.before = seq.value + 1;
  env_->store.read_history(query, [owner = conversation_actor{self_}, by](
                                    schema::result<storage::history_page> x) {
    caf::anon_send(
      owner, looked_up_atom_v, by,
      std::make_shared<schema::result<storage::history_page>>(std::move(x)));
  });
}

void conversation_state::on_looked_up(
  request_ptr by, const schema::result<storage::history_page>& page) {
  if (!page)
    return refuse(*by, page.error());
  if (page->messages.empty())
    return refuse(*by, no_such_message());
  by->subject = std::make_shared<const schema::message>(page->messages.back());
  on_execute(std::move(by));
}

bool conversation_state::answer_retry(const request& by,
                                      const schema::post_message& what) {
  const auto key =
    domain::dedupe_key_of(by.who().profile.id, *what.client_message_id);
  const auto stored = recent_.find(key);
  if (!stored || !domain::authorise(by.who(), domain::action::write, state_))
    return false;
  schema::keyed_message mine{.message = stored->message, .dedupe = key};
  mine.message.kind = what.kind;
  mine.message.content = what.content;
  mine.message.media_url = what.media_url;
  mine.message.reply_to = std::nullopt;
  if (what.reply_to)
    mine.message.reply_to =
      domain::message_id_codec::pack(env_->ids.decode(*what.reply_to));
  mine.body_hash = domain::body_hash_of(mine.message);
  answer_duplicate(by, mine, *stored);
  return true;
}

void conversation_state::submit(
  const request_ptr& by, std::shared_ptr<const schema::keyed_message> post) {
  const auto token = ++last_token_;
  const auto admission = env_->store.journal().submit(
    storage::post_entry{.token = token,
                        .expected = state_.head.rev,
                        .post = post,
                        .receiver = relay()});
  if (admission != storage::admission::accepted) {
    refuse(*by, admission == storage::admission::overloaded ? full() : away());
    return;
  }
  env_->metrics.handovers.add();
  domain::apply(state_, *post);
  authors_.add(post->message.seq, post->message.sender);
  submitted_.push_back({token, by, std::move(post), nullptr});
}

void conversation_state::submit(const request_ptr& by,
                                schema::message tombstone) {
  const auto token = ++last_token_;
  const auto admission = env_->store.journal().submit(
    storage::deletion_entry{.token = token,
                            .expected = state_.head.rev,
                            .conversation = state_.no,
                            .seq = tombstone.seq,
                            .who = *tombstone.deleted_by,
                            .at = *tombstone.deleted_at,
                            .receiver = relay()});
  if (admission != storage::admission::accepted) {
    refuse(*by, admission == storage::admission::overloaded ? full() : away());
    return;
  }
  const bool exact = domain::apply_deletion(state_, tombstone);
  authors_.remove(tombstone.seq);
  submitted_.push_back(
    {token, by, nullptr,
     std::make_shared<const schema::message>(std::move(tombstone)), exact});
}

std::shared_ptr<outcome_relay> conversation_state::relay() {
  if (!relay_)
    relay_ = std::make_shared<outcome_relay>(conversation_actor{self_});
  return relay_;
}

void conversation_state::refuse(const request& by, const schema::error& why) {
  env_->metrics.commands_refused.add();
  actors::refuse(by.route(), why);
}

} // namespace actors
