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
  // What it asked for is known, or its person was banned.
  caf::reacts_to<news_atom, session_news_ptr>,
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
  // INTERNAL: who of the members of one PEOPLE shard is connected.
  caf::reacts_to<watched_atom, presences_ptr>,
  // INTERNAL: what was stored after a rev, for the replay of that number; for
  // 0 what another server stored meanwhile.
  caf::reacts_to<changes_atom, std::uint64_t, changes_ptr>,
  // INTERNAL: the message that a command is about.
  caf::reacts_to<looked_up_atom, request_ptr, page_ptr>,
  // INTERNAL: the last message, and what is unread, as the store has it.
  caf::reacts_to<counted_atom, page_ptr>,
  // Tells a socket that comes back what it lacks, in order, before anything
  // that happens from now on.
  caf::reacts_to<resume_atom, resume_ptr>,
  // Tells what it is and how far it is published, to read its history by.
  caf::reacts_to<describe_atom, inquiry_ptr>,
  // INTERNAL: goes on with the replay of that number; with others, what
  // `conversation_state` names.
  caf::reacts_to<wake_atom, std::uint64_t>,
  // A socket of a member is there, whether it joins or not.
  caf::reacts_to<appear_atom, presences_ptr>,
  // A socket of a member is gone, or belongs to nobody any more.
  caf::reacts_to<vanish_atom, sink_ptr>,
  // A socket of a member begins to catch up, and hears nothing of what happens
  // but its replay (true), or has caught up, and hears what it did not.
  caf::reacts_to<hush_atom, sink_ptr, bool>,
  // Something outside changed members or relations: load again.
  caf::reacts_to<refresh_atom>,
  // A socket is gone: tell it nothing any more.
  caf::reacts_to<forget_atom, sink_ptr>>;

/// One live call. The only one in this process who decides about it.
using call_actor = caf::typed_actor<
  // One by this call's name is being looked up (true), or that is over: what
  // is said meanwhile is said of a call that is about to be.
  caf::reacts_to<announce_atom, bool>,
  // A dialling that found its caller free, or in this call.
  caf::reacts_to<dial_atom, dialling_ptr>,
  // Decides on a command and answers who asked.
  caf::reacts_to<execute_atom, call_request_ptr>,
  // INTERNAL: what the store knows of the call, and of its people.
  caf::reacts_to<loaded_atom, loaded_call_ptr>,
  // INTERNAL: what became of what was to be stored.
  caf::reacts_to<stored_atom, std::uint64_t, call_stored_ptr>,
  // INTERNAL: who of the two is connected.
  caf::reacts_to<watched_atom, presences_ptr>,
  // A socket of one of the two is there, or is connected now.
  caf::reacts_to<appear_atom, presences_ptr>,
  // A socket of one of the two is gone, or belongs to nobody any more.
  caf::reacts_to<vanish_atom, sink_ptr>,
  // Nothing to a call.
  caf::reacts_to<hush_atom, sink_ptr, bool>,
  // INTERNAL: a deadline has come, if the timer of that number is the last.
  caf::reacts_to<wake_atom, std::uint64_t>>;

/// What the PEOPLE shards need of a CONVERSATION or a CALL.
using watcher_actor =
  caf::typed_actor<caf::reacts_to<watched_atom, presences_ptr>,
                   caf::reacts_to<appear_atom, presences_ptr>,
                   caf::reacts_to<vanish_atom, sink_ptr>,
                   caf::reacts_to<hush_atom, sink_ptr, bool>,
                   caf::reacts_to<wake_atom, std::uint64_t>>;

/// One of the shards that know who is connected.
using people_actor = caf::typed_actor<
  // A socket of this person arrives; the SESSION is told welcome.
  caf::reacts_to<attach_atom, presences_ptr, session_actor>,
  // A socket that was attached is connected now; who watches is told again.
  caf::reacts_to<appear_atom, presences_ptr>,
  // A socket of this person begins to catch up, or has; who watches is told.
  caf::reacts_to<hush_atom, schema::user_no, sink_ptr, bool>,
  // A socket of this person is gone.
  caf::reacts_to<detach_atom, schema::identity_ptr, sink_ptr>,
  // A CONVERSATION or CALL wants to know the sockets of these people of this
  // shard, now (it is told watched) and until it takes that back.
  caf::reacts_to<watch_atom, users_ptr, watcher_actor>,
  caf::reacts_to<unwatch_atom, users_ptr, caf::actor_id>,
  // One of them is woken, if it still lives: a timer of its own would keep
  // it alive.
  caf::reacts_to<wake_atom, caf::weak_actor_ptr, std::uint64_t>,
  // Time has come for `calls` to wake some.
  caf::reacts_to<wake_atom>,
  // This person was banned: the SESSIONS are told.
  caf::reacts_to<shut_out_atom, schema::user_no>,
  // The ban is over.
  caf::reacts_to<let_in_atom, schema::user_no>>;

} // namespace actors
