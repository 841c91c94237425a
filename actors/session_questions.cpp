// What a session asks of the store itself, because no owner has to decide.

#include "actors/directory.hpp"
#include "actors/history_answer.hpp"
#include "actors/pairs.hpp"
#include "actors/session.hpp"

#include <caf/send.hpp>

namespace actors {

/// The conversation is found or made first; then it is an ordinary post. Such
/// a message is the first between two people, or nearly so: two that are sent
/// at once may change places.
void session_state::execute(schema::write_to what, reply_route route) {
  const auto allowed = messages_->take(env_->steady_now());
  if (!allowed)
    return refuse(route, allowed.error());
  pair_request wanted{.other_id = what.recipient_id};
  open_pair(*env_, who_, std::move(wanted),
            [env = env_, who = who_, message = std::move(what.message),
             route = std::move(route)](
              schema::result<storage::found_conversation> found) {
              if (!found)
                return actors::refuse(route, found.error());
              auto post = message;
              post.conversation = found->conversation.id;
              caf::anon_send(env->directory->owner_of(post.conversation),
                             execute_atom_v,
                             std::make_shared<request>(who, std::move(post),
                                                       route, std::nullopt));
            });
}

void session_state::execute(const schema::read_history& what,
                            const reply_route& route) {
  storage::history_query query;
  query.conversation = what.conversation;
  query.limit = what.limit;
  query.page = what.page;
  query.before = what.before;
  query.after = what.after;
  query.as_of = what.as_of;
  env_->store.read_history(
    query, [env = env_, who = who_, query,
            route](schema::result<storage::history_page> page) {
      answer_history(*env, *who, route, query, std::move(page));
    });
}

} // namespace actors
