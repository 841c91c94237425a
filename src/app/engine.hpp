#pragma once

#include "actors/gateway.hpp"
#include "actors/pairs.hpp"
#include "actors/rest_calls.hpp"
#include "actors/rest_commands.hpp"
#include "actors/runner.hpp"
#include "auth/tokens.hpp"
#include "base/metrics.hpp"
#include "config/settings.hpp"
#include "domain/message_ids.hpp"
#include "storage/store.hpp"

#include <memory>
#include <vector>

namespace app {

/// The actors and what they stand on, without an edge: what a transport opens
/// its sessions in. Ends its actors, and the store's answers, when it is
/// destroyed; by then every socket has to be closed.
class engine {
public:
  engine(const config::settings& settings, storage::store& store,
         base::metrics& metrics);
  ~engine();

  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

  /// Null if actors have threads of their own (ACTOR_THREADS > 0).
  [[nodiscard]] actors::runner* runner();
  [[nodiscard]] actors::gateway& gateway();
  [[nodiscard]] const auth::token_verifier& tokens() const;
  [[nodiscard]] const domain::message_id_codec& ids() const;

  /// See actors::read_history.
  void read_history(storage::history_query query,
                    storage::on_result<storage::history_page> done);

  /// A command that came by REST (see actors::rest_commands).
  void execute(schema::identity_ptr who, schema::command what,
               actors::rest_commands::answer done);

  /// Calls by REST, in the words of the direct dialect (see
  /// actors::rest_calls).
  void start_call(schema::identity_ptr who, schema::start_call what,
                  actors::rest_calls::answer done);
  void act_on_call(schema::identity_ptr who, schema::call_command what,
                   actors::rest_calls::answer done);
  void call_token(schema::identity_ptr who, schema::call_id call,
                  actors::rest_calls::answer done);

  /// See actors::open_pair.
  void open_pair(const schema::identity_ptr& who, actors::pair_request wanted,
                 storage::on_result<storage::found_conversation> done);

  /// Makes live conversations load again what is stored about them.
  void refresh(const std::vector<schema::conversation_id>& changed);

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace app
