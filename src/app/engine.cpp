#include "app/engine.hpp"

#include "actors/borrowed_thread.hpp"
#include "actors/budgets.hpp"
#include "actors/calls.hpp"
#include "actors/directory.hpp"
#include "actors/history_question.hpp"
#include "actors/people.hpp"
#include "actors/protocol_test.hpp"
#include "actors/sessions.hpp"
#include "base/clock.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/send.hpp>

namespace app {

namespace {

struct caf_config : caf::actor_system_config {
  explicit caf_config(std::uint32_t threads) {
    add_message_types<caf::id_block::switchboard>();
    if (threads == 0) {
      load<actors::borrowed_thread>();
      return;
    }
    // The default policy polls after each burst: a hundred times the CPU at
    // low load and later wake-ups (docs/adr/0008).
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", static_cast<std::size_t>(threads));
  }
};

actors::limits limits_of(const config::settings& settings) {
  actors::limits limits;
  limits.max_connections_per_user = settings.max_connections_per_user;
  return limits;
}

actors::call_settings calls_of(const config::settings& settings) {
  return {
    .times = {.agora_ring = settings.agora_ring,
              .webrtc_ring = settings.webrtc_ring,
              .grace = settings.reconnect_grace,
              .unnoticed = settings.ping_interval + settings.ping_timeout},
    .agora = {.id = settings.agora_app_id,
              .certificate = settings.agora_app_certificate},
    .agora_version = settings.agora_token_version == "006"
                       ? media::agora_version::v006
                       : media::agora_version::v007};
}

} // namespace

struct engine::parts {
  parts(const config::settings& settings, storage::store& store,
        base::metrics& metrics)
    : tokens(settings.jwt_secret),
      ids(store.message_id_key()),
      context{.store = store,
              .tokens = tokens,
              .ids = ids,
              .metrics = metrics,
              .limits = limits_of(settings),
              .admin_secret_key = settings.admin_secret_key,
              .allow_query_token = settings.allow_query_token,
              .call_settings = calls_of(settings),
              .test_rooms = settings.protocol_test ? &test_rooms : nullptr,
              .now = base::now,
              .steady_now = std::chrono::steady_clock::now},
      config(settings.actor_threads),
      system(config),
      borrowed(dynamic_cast<actors::borrowed_thread*>(&system.scheduler())),
      budgets(settings.direct_messages_per_minute),
      call_budgets(settings.calls_per_hour, std::chrono::hours{1}, "calls"),
      calls(system, context),
      directory(system, context),
      people(system, context),
      sessions(system, context) {
    context.directory = &directory;
    context.people = &people;
    context.budgets = &budgets;
    context.call_budgets = &call_budgets;
    context.calls = &calls;
    calls.take_up();
  }

  auth::token_verifier tokens;
  domain::message_id_codec ids;
  actors::protocol_test_rooms test_rooms;
  actors::context context;
  caf_config config;
  caf::actor_system system;
  actors::borrowed_thread* borrowed;
  actors::budgets budgets;
  actors::budgets call_budgets;
  actors::calls calls;
  actors::directory directory;
  actors::people people;
  actors::sessions sessions;
};

engine::engine(const config::settings& settings, storage::store& store,
               base::metrics& metrics)
  : parts_(std::make_unique<parts>(settings, store, metrics)) {
  // nop
}

engine::~engine() {
  // Answers of the store refer to what ends here.
  parts_->context.store.close();
  parts_->directory.let_go();
  parts_->calls.let_go();
  parts_->people.stop();
  // Whoever still works may use the directory, which goes before the system.
  if (parts_->borrowed != nullptr)
    parts_->borrowed->run_until_none();
  else
    parts_->system.await_all_actors_done();
}

actors::runner* engine::runner() {
  return parts_->borrowed;
}

actors::gateway& engine::gateway() {
  return parts_->sessions;
}

const auth::token_verifier& engine::tokens() const {
  return parts_->tokens;
}

const domain::message_id_codec& engine::ids() const {
  return parts_->ids;
}

void engine::execute(schema::identity_ptr who, schema::command what,
                     actors::rest_commands::answer done) {
  actors::rest_commands{parts_->context}.execute(
    std::move(who), std::move(what), dialects::dialect::direct,
    std::move(done));
}

void engine::read_history(storage::history_query query,
                          storage::on_result<storage::history_page> done) {
  actors::read_history(parts_->context, std::move(query), std::move(done));
}

void engine::start_call(schema::identity_ptr who, schema::start_call what,
                        actors::rest_calls::answer done) {
  actors::rest_calls{parts_->context}.start(std::move(who), std::move(what),
                                            dialects::dialect::direct,
                                            std::move(done));
}

void engine::act_on_call(schema::identity_ptr who, schema::call_command what,
                         actors::rest_calls::answer done) {
  actors::rest_calls{parts_->context}.act(std::move(who), std::move(what),
                                          dialects::dialect::direct,
                                          std::move(done));
}

void engine::call_token(schema::identity_ptr who, schema::call_id call,
                        actors::rest_calls::answer done) {
  actors::rest_calls{parts_->context}.ask_token(std::move(who), std::move(call),
                                                dialects::dialect::direct,
                                                std::move(done));
}

void engine::open_pair(const schema::identity_ptr& who,
                       actors::pair_request wanted,
                       storage::on_result<storage::found_conversation> done) {
  actors::open_pair(parts_->context, who, std::move(wanted), std::move(done));
}

void engine::refresh(const std::vector<schema::conversation_id>& changed) {
  for (const auto& id : changed)
    if (const auto owner = parts_->directory.find_live(id))
      caf::anon_send(owner, actors::refresh_atom_v);
}

} // namespace app
