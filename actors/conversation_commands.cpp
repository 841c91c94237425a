#include "actors/conversation.hpp"
#include "actors/outcome_relay.hpp"
#include "domain/permissions.hpp"
#include "domain/posting.hpp"

namespace actors {

namespace {

using schema::errc;

constexpr std::chrono::milliseconds try_again{1000};

schema::error full() {
  return {errc::overloaded, "Too much is going on; try again in a moment",
          try_again};
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
  outlet_->listen(*by, state_);
}

void conversation_state::decide(const request_ptr& by,
                                const schema::leave_conversation&) {
  outlet_->unlisten(by->route().out);
  succeed(by->route(), "{}");
}

void conversation_state::decide(const request_ptr& by,
                                const schema::type_in_conversation& what) {
  const auto allowed =
    domain::authorise(by->who(), domain::action::write, state_);
  if (!allowed)
    return refuse(*by, allowed.error());
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
  submitted_.push_back({token, by, std::move(post)});
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
