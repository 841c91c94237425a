#pragma once

#include "actors/call_request.hpp"
#include "actors/gateway.hpp"
#include "actors/request.hpp"
#include "domain/budget.hpp"
#include "schema/conversations.hpp"
#include "schema/users.hpp"
#include "storage/store.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

#include <memory>
#include <variant>
#include <vector>

/// What crosses actors: immutable values behind shared pointers. None leaves
/// the process, so none is serialised.
namespace actors {

using budget_ptr = std::shared_ptr<domain::budget>;
using outcomes_ptr = std::shared_ptr<const std::vector<storage::outcome>>;
using loaded_ptr = std::shared_ptr<schema::result<schema::conversation>>;
using page_ptr = std::shared_ptr<schema::result<storage::history_page>>;
using loaded_call_ptr = std::shared_ptr<const schema::result<loaded_call>>;
using call_stored_ptr =
  std::shared_ptr<const schema::result<storage::call_outcome>>;
using changes_ptr =
  std::shared_ptr<schema::result<std::vector<schema::message>>>;

/// A connected socket of somebody, and the words in which it is told things.
struct presence {
  schema::user_no who;
  sink_ptr out;
  dialects::dialect dialect = dialects::dialect::direct;
  actors::speech speech = actors::speech::socketio;
  /// It is being told what it lacks: whatever is newer waits.
  bool catches_up = false;
};

using presences_ptr = std::shared_ptr<const std::vector<presence>>;
using users_ptr = std::shared_ptr<const std::vector<schema::user_no>>;

/// What a session is told by those that it asked, and of what befalls its
/// person. One kind of message for all, because every kind that an actor takes
/// costs each of 20,000 idle sessions 50 bytes.
namespace news {

/// The store knows, or refuses, the person behind the token.
struct signed_in {
  schema::result<schema::identity_ptr> who;
};

/// The PEOPLE shard has taken this socket in, or refuses it.
struct welcome {
  schema::result<budget_ptr> messages;
};

/// Somebody waits until this socket is connected: PEOPLE want to hear of it.
struct awaited {};

/// The conversation that a message to a person goes to.
struct opened_pair {
  schema::result<storage::found_conversation> found;
};

/// The conversations of which the client lacks something.
struct missed {
  schema::result<std::vector<schema::cursor>> where;
};

/// How far a socket came in one conversation, in the catch-up of that number.
struct resumed {
  std::uint64_t catch_up = 0;
  schema::conversation_id where;
  schema::result<schema::cursor> reached;
};

/// This person was banned: say so, and close if the socket is theirs.
struct shut_out {
  schema::user_no who;
};

} // namespace news

using session_news =
  std::variant<news::signed_in, news::welcome, news::awaited, news::opened_pair,
               news::missed, news::resumed, news::shut_out>;
using session_news_ptr = std::shared_ptr<const session_news>;

} // namespace actors

CAF_BEGIN_TYPE_ID_BLOCK(switchboard, first_custom_type_id)

  CAF_ADD_TYPE_ID(switchboard, (actors::request_ptr))
  CAF_ADD_TYPE_ID(switchboard, (actors::inbound_block_ptr))
  CAF_ADD_TYPE_ID(switchboard, (actors::sink_ptr))
  CAF_ADD_TYPE_ID(switchboard, (actors::outcomes_ptr))
  CAF_ADD_TYPE_ID(switchboard, (actors::loaded_ptr))
  CAF_ADD_TYPE_ID(switchboard, (actors::page_ptr))
  CAF_ADD_TYPE_ID(switchboard, (actors::changes_ptr))
  CAF_ADD_TYPE_ID(switchboard, (actors::presences_ptr))
  CAF_ADD_TYPE_ID(switchboard, (actors::users_ptr))
  CAF_ADD_TYPE_ID(switchboard, (actors::resume_ptr))
  CAF_ADD_TYPE_ID(switchboard, (actors::inquiry_ptr))
  CAF_ADD_TYPE_ID(switchboard, (actors::session_news_ptr))
  CAF_ADD_TYPE_ID(switchboard, (actors::dialling_ptr))
  CAF_ADD_TYPE_ID(switchboard, (actors::call_request_ptr))
  CAF_ADD_TYPE_ID(switchboard, (actors::loaded_call_ptr))
  CAF_ADD_TYPE_ID(switchboard, (actors::call_stored_ptr))
  CAF_ADD_TYPE_ID(switchboard, (schema::identity_ptr))
  CAF_ADD_TYPE_ID(switchboard, (schema::user_no))

  // session
  CAF_ADD_ATOM(switchboard, actors, opened_atom, "opened")
  CAF_ADD_ATOM(switchboard, actors, deliver_atom, "deliver")
  CAF_ADD_ATOM(switchboard, actors, news_atom, "news")
  CAF_ADD_ATOM(switchboard, actors, closed_atom, "closed")

  // conversation
  CAF_ADD_ATOM(switchboard, actors, execute_atom, "execute")
  CAF_ADD_ATOM(switchboard, actors, outcomes_atom, "outcomes")
  CAF_ADD_ATOM(switchboard, actors, loaded_atom, "loaded")
  CAF_ADD_ATOM(switchboard, actors, watched_atom, "watched")
  CAF_ADD_ATOM(switchboard, actors, changes_atom, "changes")
  CAF_ADD_ATOM(switchboard, actors, looked_up_atom, "looked_up")
  CAF_ADD_ATOM(switchboard, actors, counted_atom, "counted")
  CAF_ADD_ATOM(switchboard, actors, resume_atom, "resume")
  CAF_ADD_ATOM(switchboard, actors, describe_atom, "describe")
  CAF_ADD_ATOM(switchboard, actors, wake_atom, "wake")
  CAF_ADD_ATOM(switchboard, actors, appear_atom, "appear")
  CAF_ADD_ATOM(switchboard, actors, vanish_atom, "vanish")
  CAF_ADD_ATOM(switchboard, actors, hush_atom, "hush")
  CAF_ADD_ATOM(switchboard, actors, refresh_atom, "refresh")
  CAF_ADD_ATOM(switchboard, actors, forget_atom, "forget")

  // call
  CAF_ADD_ATOM(switchboard, actors, announce_atom, "announce")
  CAF_ADD_ATOM(switchboard, actors, dial_atom, "dial")
  CAF_ADD_ATOM(switchboard, actors, stored_atom, "stored")

  // people
  CAF_ADD_ATOM(switchboard, actors, attach_atom, "attach")
  CAF_ADD_ATOM(switchboard, actors, detach_atom, "detach")
  CAF_ADD_ATOM(switchboard, actors, watch_atom, "watch")
  CAF_ADD_ATOM(switchboard, actors, unwatch_atom, "unwatch")
  CAF_ADD_ATOM(switchboard, actors, shut_out_atom, "shut_out")
  CAF_ADD_ATOM(switchboard, actors, let_in_atom, "let_in")

CAF_END_TYPE_ID_BLOCK(switchboard)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actors::request_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actors::inbound_block_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actors::sink_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actors::outcomes_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actors::loaded_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actors::page_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actors::changes_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actors::presences_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actors::users_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actors::resume_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actors::inquiry_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actors::session_news_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actors::dialling_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actors::call_request_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actors::loaded_call_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actors::call_stored_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(schema::identity_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(schema::user_no)
