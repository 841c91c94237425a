// What a session asks of the store itself, because no owner has to decide.

#include "actors/directory.hpp"
#include "actors/history_answer.hpp"
#include "actors/history_question.hpp"
#include "actors/pairs.hpp"
#include "actors/session.hpp"
#include "actors/tell.hpp"

#include <caf/send.hpp>

namespace actors {

// -- a message to a person ----------------------------------------------------

/// The conversation is found or made first; then it is an ordinary post.
void session_state::execute(schema::write_to what, reply_route route,
                            packet_credit credit) {
  if (const auto allowed = messages_->take(env_->steady_now()); !allowed)
    return refuse(route, allowed.error());
  if (!letters_)
    letters_ = std::make_unique<std::vector<letter>>();
  letters_->push_back(
    {who_, std::move(what), std::move(route), std::move(credit)});
  if (letters_->size() == 1)
    open_next_pair();
}

void session_state::open_next_pair() {
  const auto& next_one = letters_->front();
  open_pair(*env_, next_one.who, {.other_id = next_one.what.recipient_id},
            [session = session_actor{self_}](
              schema::result<storage::found_conversation> found) {
              tell(session, news::opened_pair{std::move(found)});
            });
}

void session_state::on_news(const news::opened_pair& x) {
  const auto& found = x.found;
  auto done = std::move(letters_->front());
  letters_->erase(letters_->begin());
  if (found) {
    auto post = std::move(done.what.message);
    post.conversation = found->conversation.id;
    caf::anon_send(
      env_->directory->owner_of(post.conversation), execute_atom_v,
      std::make_shared<request>(std::move(done.who), std::move(post),
                                std::move(done.route), std::move(done.credit)));
  } else {
    refuse(done.route, found.error());
  }
  if (!letters_->empty())
    return open_next_pair();
  letters_.reset();
  if (closed_)
    self_->quit();
}

// -- history ------------------------------------------------------------------

void session_state::execute(const schema::read_history& what,
                            const reply_route& route, packet_credit credit) {
  storage::history_query query;
  query.conversation = what.conversation;
  query.limit = what.limit;
  query.page = what.page;
  query.before = what.before;
  query.after = what.after;
  query.as_of = what.as_of;
  auto held = std::make_shared<packet_credit>(std::move(credit));
  read_history(*env_, query,
               [env = env_, who = who_, query, route,
                held](schema::result<storage::history_page> page) {
                 answer_history(*env, *who, route, query, std::move(page),
                                held);
               });
}

} // namespace actors
