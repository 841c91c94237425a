#pragma once

#include "actors/types.hpp"

#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

/// Every actor of the program, and every message that it takes. In prose an
/// actor's role is written in capitals.
namespace actors {

/// One connected socket.
using session_actor = caf::typed_actor<
  // The socket is open, and its handshake says what a CONNECT would.
  caf::reacts_to<opened_atom>,
  // Works through packets that the socket brought, in order.
  caf::reacts_to<deliver_atom, inbound_block_ptr>,
  // INTERNAL: the store knows, or refuses, the person behind the token.
  caf::reacts_to<signed_in_atom, signed_in_ptr>,
  // The PEOPLE shard has taken this socket in, or refuses it.
  caf::reacts_to<welcome_atom, welcome_ptr>,
  // This person was banned: say so, and close if the socket is theirs.
  caf::reacts_to<shut_out_atom, schema::user_no>,
  // The socket is gone: leave everything and end.
  caf::reacts_to<closed_atom>>;

/// One live conversation: its owner. The only one who decides in it.
using conversation_actor = caf::typed_actor<
  // Decides on a command and answers who asked.
  caf::reacts_to<execute_atom, request_ptr>,
  // INTERNAL: the journal's verdicts on what was submitted.
  caf::reacts_to<outcomes_atom, outcomes_ptr>,
  // INTERNAL: what the store knows of the conversation.
  caf::reacts_to<loaded_atom, loaded_ptr>,
  // INTERNAL: messages that another server stored meanwhile.
  caf::reacts_to<missed_atom, missed_ptr>,
  // Something outside changed members or relations: load again.
  caf::reacts_to<refresh_atom>,
  // A socket is gone: tell it nothing any more.
  caf::reacts_to<forget_atom, sink_ptr>>;

/// One of the shards that know who is connected.
using people_actor = caf::typed_actor<
  // A socket of this person arrives; the SESSION is told welcome.
  caf::reacts_to<attach_atom, schema::identity_ptr, sink_ptr, session_actor>,
  // A socket of this person is gone.
  caf::reacts_to<detach_atom, schema::identity_ptr, sink_ptr>,
  // This person was banned: the SESSIONS are told.
  caf::reacts_to<shut_out_atom, schema::user_no>,
  // The ban is over.
  caf::reacts_to<let_in_atom, schema::user_no>>;

} // namespace actors
