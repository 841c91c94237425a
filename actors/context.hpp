#pragma once

#include "actors/interfaces.hpp"
#include "auth/tokens.hpp"
#include "base/metrics.hpp"
#include "domain/call/state.hpp"
#include "domain/message_ids.hpp"
#include "media/agora.hpp"
#include "schema/time.hpp"
#include "storage/store.hpp"

#include <functional>
#include <string>
#include <vector>

namespace actors {

class budgets;
class calls;
class directory;
class people;
class protocol_test_rooms;

/// What actors are told by the settings.
struct limits {
  /// 0 = no limit.
  std::uint32_t max_connections_per_user = 20;
  /// Commands that wait in one conversation, decided or not.
  std::size_t max_waiting = 4096;
  /// Conversations that one socket can have joined.
  std::size_t max_joined = 1000;
};

/// What calls are told by the settings.
struct call_settings {
  domain::call::settings times;
  media::agora_app agora;
  media::agora_version agora_version = media::agora_version::v007;
};

/// All that an actor may use beside its own state. One a server; outlives
/// every actor.
struct context {
  storage::store& store;
  const auth::token_verifier& tokens;
  const domain::message_id_codec& ids;
  base::metrics& metrics;
  actors::limits limits;
  std::string admin_secret_key;
  bool allow_query_token = true;
  actors::call_settings call_settings;
  /// In conformance mode, in which there is nothing else; otherwise null.
  protocol_test_rooms* test_rooms = nullptr;
  /// The server's clocks; tests bring their own.
  std::function<schema::timestamp()> now;
  std::function<schema::steady_time()> steady_now;
  /// Set right after the actor system is up, before anything runs.
  actors::directory* directory = nullptr;
  actors::people* people = nullptr;
  actors::budgets* budgets = nullptr;
  actors::budgets* call_budgets = nullptr;
  actors::calls* calls = nullptr;
};

} // namespace actors
