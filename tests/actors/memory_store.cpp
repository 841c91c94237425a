#include "memory_store.hpp"

#include <algorithm>

namespace fixtures {

using schema::errc;
using schema::fail;
using storage::verdict;

// -- journal ------------------------------------------------------------------

storage::admission memory_journal::submit(storage::post_entry entry) {
  if (admission == storage::admission::accepted)
    queue_.push_back({std::move(entry), {}});
  return admission;
}

storage::admission memory_journal::submit(storage::cursor_entry entry) {
  noted.push_back(entry);
  // It would keep the owner alive.
  noted.back().receiver.reset();
  if (admission == storage::admission::accepted)
    cursors_.push_back(std::move(entry));
  return admission;
}

storage::admission memory_journal::submit(storage::deletion_entry entry) {
  if (admission == storage::admission::accepted)
    queue_.push_back({{}, std::move(entry)});
  return admission;
}

storage::admission
memory_journal::admits(schema::conversation_no) const noexcept {
  return admission;
}

storage::outcome memory_journal::judge(const storage::post_entry& entry) {
  const auto& message = entry.post->message;
  auto& place = conversations[message.conversation.value];
  if (place.head.rev != entry.expected)
    return {entry.token, verdict::stale, nullptr};
  if (entry.post->dedupe)
    for (const auto& post : place.posts)
      if (post->dedupe == entry.post->dedupe)
        return {entry.token, verdict::duplicate, post};
  place.posts.push_back(entry.post);
  place.head = {message.rev, message.seq, message.created_at};
  return {entry.token, verdict::committed, nullptr};
}

storage::outcome memory_journal::judge(const storage::deletion_entry& entry) {
  auto& place = conversations[entry.conversation.value];
  if (place.head.rev != entry.expected)
    return {entry.token, verdict::stale, nullptr};
  const auto index = static_cast<std::size_t>(entry.seq.value - 1);
  if (index >= place.posts.size() || place.posts[index]->message.deleted_at)
    return {entry.token, verdict::refused, nullptr};
  auto gone = *place.posts[index];
  gone.message.rev = {entry.expected.value + 1};
  gone.message.content.clear();
  gone.message.deleted_at = entry.at;
  gone.message.deleted_by = entry.who;
  place.posts[index] = std::make_shared<const schema::keyed_message>(gone);
  place.head.rev = gone.message.rev;
  return {entry.token, verdict::committed, nullptr};
}

void memory_journal::commit_all() {
  std::vector<std::pair<std::shared_ptr<storage::verdict_receiver>,
                        std::vector<storage::outcome>>>
    told;
  while (!queue_.empty()) {
    const auto entry = std::move(queue_.front());
    queue_.pop_front();
    const auto known = std::ranges::find_if(
      told, [&](const auto& x) { return x.first == entry.receiver(); });
    auto& list =
      known == told.end()
        ? told.emplace_back(entry.receiver(), std::vector<storage::outcome>{})
        : *known;
    list.second.push_back(entry.post.post ? judge(entry.post)
                                          : judge(entry.deletion));
  }
  for (auto& [receiver, outcomes] : told)
    receiver->on_outcomes(std::move(outcomes));
  for (; !cursors_.empty(); cursors_.pop_front())
    if (const auto& x = cursors_.front(); x.receiver)
      x.receiver->on_outcomes({{x.token, verdict::committed, nullptr}});
}

void memory_journal::fail_next(storage::verdict verdict) {
  const auto entry = std::move(queue_.front());
  queue_.pop_front();
  entry.receiver()->on_outcomes({{entry.token(), verdict, nullptr}});
}

void memory_journal::fail_last(storage::verdict verdict) {
  const auto entry = std::move(queue_.back());
  queue_.pop_back();
  entry.receiver()->on_outcomes({{entry.token(), verdict, nullptr}});
}

// -- store --------------------------------------------------------------------

void memory_store::sign_in(storage::sign_in who,
                           storage::on_result<schema::identity_ptr> done) {
  auto& known = users[who.profile.id];
  if (!known)
    known = std::make_shared<const schema::identity>(
      schema::identity{{static_cast<std::int64_t>(users.size())}, who.profile});
  done(known);
}

/// Everybody has consulted with the astrologers.
void memory_store::find_related(
  schema::user_no, std::string id,
  storage::on_result<storage::related_user> done) {
  const auto known = users.find(id);
  if (known == users.end())
    return done(fail(errc::not_found, "User not found"));
  storage::related_user found;
  found.user.no = known->second->no;
  found.user.profile = known->second->profile;
  found.consulted = id == "arjun" || id == "maya";
  done(found);
}

void memory_store::find_people(
  std::vector<schema::user_no> who,
  storage::on_result<std::vector<storage::user_record>> done) {
  if (broken)
    return done(schema::failure{*broken});
  std::vector<storage::user_record> found;
  for (const auto& [id, user] : users)
    if (std::ranges::find(who, user->no) != who.end()) {
      auto& record = found.emplace_back();
      record.no = user->no;
      record.profile = user->profile;
    }
  done(std::move(found));
}

void memory_store::find_standing(
  schema::user_no caller, std::string callee_id,
  storage::on_result<storage::dial_standing> done) {
  if (std::exchange(holds_standings, false)) {
    held.emplace_back([this, caller, callee_id, done] {
      find_standing(caller, callee_id, done);
    });
    return;
  }
  if (broken)
    return done(schema::failure{*broken});
  find_related(caller, std::move(callee_id),
               [&](const schema::result<storage::related_user>& callee) {
                 if (!callee)
                   return done(schema::failure{callee.error()});
                 done(storage::dial_standing{
                   *callee, banned.contains(callee->user.profile.id),
                   calls.find_live(caller), calls.find_live(callee->user.no)});
               });
}

void memory_store::put_call(storage::call_write what,
                            storage::on_result<storage::call_outcome> done) {
  const auto carry_out = [this, what = std::move(what),
                          done = std::move(done)] {
    if (auto first = std::exchange(before_call, nullptr))
      first();
    if (broken)
      return done(schema::failure{*broken});
    done(calls.put(what));
  };
  if (holds_calls)
    held.emplace_back(carry_out);
  else
    carry_out();
}

void memory_store::find_call(schema::call_id id,
                             storage::on_result<schema::call_ptr> done) {
  if (broken)
    return done(schema::failure{*broken});
  auto found = calls.find(id);
  if (!found)
    return done(fail(errc::not_found, "Call not found"));
  done(std::move(found));
}

void memory_store::list_live_calls(
  storage::on_result<std::vector<schema::call_ptr>> done) {
  if (broken)
    return done(schema::failure{*broken});
  if (std::exchange(holds_live_calls, false)) {
    held.emplace_back(
      [done = std::move(done), live = calls.list_live()] { done(live); });
    return;
  }
  done(calls.list_live());
}

void memory_store::get_or_create_conversation(
  storage::conversation_request request,
  storage::on_result<storage::found_conversation> done) {
  for (const auto& [id, made] : made_)
    if (made.members.size() == request.members.size()
        && std::ranges::all_of(made.members, [&](const auto& m) {
             return std::ranges::find(request.members, m.id)
                    != request.members.end();
           }))
      return done(storage::found_conversation{current(made), false});
  done(fail(errc::not_found, "No such pair in these tests"));
}

schema::conversation
memory_store::current(const schema::conversation& made) const {
  auto result = made;
  const auto place = journal_.conversations.find(made.no.value);
  if (place != journal_.conversations.end())
    result.head = place->second.head;
  return result;
}

void memory_store::load_conversation(
  schema::conversation_id id, storage::on_result<schema::conversation> done) {
  ++loads;
  if (broken)
    return done(schema::failure{*broken});
  const auto place = made_.find(id);
  if (place == made_.end())
    return done(fail(errc::not_found, "Conversation not found"));
  done(current(place->second));
}

void memory_store::read_history(
  storage::history_query query,
  storage::on_result<storage::history_page> done) {
  if (broken)
    return done(schema::failure{*broken});
  if (holds_reads) {
    held.emplace_back([this, query, done] { read_history(query, done); });
    return;
  }
  const auto place = made_.find(query.conversation);
  if (place == made_.end())
    return done(fail(errc::not_found, "Conversation not found"));
  storage::history_page page;
  knew.push_back(query.known);
  page.conversation = query.known ? *query.known : current(place->second);
  for (const auto& post : journal_.conversations[place->second.no.value].posts)
    if (post->message.seq.value > query.after.value_or(0)
        && post->message.seq.value < query.before.value_or(1'000'000))
      page.messages.push_back(post->message);
  if (query.after)
    page.messages.resize(std::min<std::size_t>(
      page.messages.size(), static_cast<std::size_t>(query.limit)));
  else if (std::ssize(page.messages) > query.limit)
    page.messages.erase(page.messages.begin(),
                        page.messages.end() - query.limit);
  done(std::move(page));
}

void memory_store::read_changes(
  schema::conversation_no conversation, schema::revision after,
  std::int64_t limit, storage::on_result<std::vector<schema::message>> done) {
  if (broken)
    return done(schema::failure{*broken});
  if (holds_reads) {
    held.emplace_back([this, conversation, after, limit, done] {
      read_changes(conversation, after, limit, done);
    });
    return;
  }
  std::vector<schema::message> all;
  for (const auto& post : journal_.conversations[conversation.value].posts)
    if (post->message.rev > after)
      all.push_back(post->message);
  std::ranges::sort(all, {}, &schema::message::rev);
  if (std::ssize(all) > limit)
    all.resize(static_cast<std::size_t>(limit));
  done(std::move(all));
}

/// Everybody is in every conversation; a bare seq is its own rev.
void memory_store::find_missed(
  storage::catch_up_query query,
  storage::on_result<std::vector<schema::cursor>> done) {
  if (broken)
    return done(schema::failure{*broken});
  std::vector<schema::cursor> out;
  for (const auto& [id, made] : made_) {
    schema::cursor seen{id, {}, {}};
    const auto named =
      std::ranges::find(query.cursors, id, &schema::cursor::conversation);
    const bool is_named = named != query.cursors.end();
    if (is_named)
      seen = *named;
    if (seen.rev.value == 0)
      seen.rev.value = seen.seq.value;
    if (current(made).head.rev > seen.rev || (is_named && query.all_named))
      out.push_back(seen);
  }
  if (holds_missed)
    held.emplace_back([done, out] { done(out); });
  else
    done(std::move(out));
}

void memory_store::check(std::function<void(storage::health)> done) {
  storage::health health;
  health.reachable = !broken;
  done(health);
}

schema::conversation& memory_store::add(schema::conversation conversation) {
  journal_.conversations[conversation.no.value].head = conversation.head;
  return made_[conversation.id] = std::move(conversation);
}

void memory_store::append_elsewhere(const schema::conversation_id& id,
                                    schema::user_no sender,
                                    std::string content) {
  auto& place = journal_.conversations[made_.at(id).no.value];
  schema::keyed_message post;
  post.message.conversation = made_.at(id).no;
  post.message.seq = {place.head.last_seq.value + 1};
  post.message.rev = {place.head.rev.value + 1};
  post.message.sender = sender;
  post.message.created_at = place.head.last_at;
  post.message.content = std::move(content);
  place.head.rev = post.message.rev;
  place.head.last_seq = post.message.seq;
  place.posts.push_back(std::make_shared<schema::keyed_message>(post));
}

} // namespace fixtures
