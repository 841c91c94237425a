#pragma once

#include "actors/budgets.hpp"
#include "actors/calls.hpp"
#include "actors/conversation.hpp"
#include "actors/directory.hpp"
#include "actors/people.hpp"
#include "actors/sessions.hpp"
#include "memory_store.hpp"
#include "recording_sink.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>

#include <memory>

namespace fixtures {

inline constexpr auto secret = "a secret that only tests know, long enough";

/// One read of a socket that brought these packets.
[[nodiscard]] actors::inbound_block_ptr
block(const std::vector<std::string>& packets, bool binary = false);

/// A connected socket as a transport holds it.
struct socket {
  std::shared_ptr<recording_sink> out;
  std::unique_ptr<actors::session_port> port;
};

/// An actor system under CAF's deterministic scheduler, with virtual time, on
/// a store in memory. Nothing runs but when the test says so.
struct world {
  world();
  ~world();

  /// Runs everything that is to be done now.
  void run();

  void pass(std::chrono::milliseconds time);

  /// Messages that wait for their time.
  [[nodiscard]] std::size_t timers();

  /// A conversation of maya (user) and arjun (astrologer), who consulted.
  schema::conversation& pair();

  [[nodiscard]] schema::identity_ptr person(std::string id, schema::role role);

  /// A request as a session makes it.
  [[nodiscard]] actors::request_ptr ask(const schema::identity_ptr& who,
                                        schema::command what,
                                        std::shared_ptr<recording_sink> out,
                                        std::uint64_t ack = 1,
                                        std::string event = "dm:send_message");

  [[nodiscard]] socket open(actors::handshake hello = {});

  /// CONNECT with a token of this person, and `more` fields.
  [[nodiscard]] std::string
  connect_packet(const std::string& id, schema::role role = schema::role::user,
                 const std::string& more = {}) const;

  /// Opens and says CONNECT with a token of this person.
  [[nodiscard]] socket connect(const std::string& id,
                               schema::role role = schema::role::user);

  void leave(socket& s);

  [[nodiscard]] actors::conversation_actor
  owner(const schema::conversation& where);

  struct config : caf::actor_system_config {
    config();
  };

  memory_store store;
  base::metrics metrics;
  auth::token_verifier tokens{secret};
  domain::message_id_codec ids{{}};
  schema::timestamp now{std::chrono::seconds{1'800'000'000}};
  schema::steady_time steady{std::chrono::hours{1}};
  actors::context env;
  config cfg;
  std::unique_ptr<caf::actor_system> system;
  std::unique_ptr<actors::directory> directory;
  std::unique_ptr<actors::calls> calls;
  std::unique_ptr<actors::people> people;
  std::unique_ptr<actors::budgets> budgets =
    std::make_unique<actors::budgets>(10);

  std::unique_ptr<actors::budgets> call_budgets =
    std::make_unique<actors::budgets>(5, std::chrono::hours{1}, "calls");

  void allow_messages_per_minute(std::uint32_t count) {
    budgets = std::make_unique<actors::budgets>(count);
    env.budgets = budgets.get();
  }

  std::unique_ptr<actors::sessions> gateway;
};

} // namespace fixtures
