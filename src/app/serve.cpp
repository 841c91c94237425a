#include "actors/message_views.hpp"
#include "app/commands.hpp"
#include "app/engine.hpp"
#include "app/signals.hpp"
#include "app/store.hpp"
#include "base/log.hpp"
#include "config/resolve.hpp"
#include "dialects/dialect.hpp"
#include "http/server.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>

namespace app {

namespace {

/// How long clients get to take what is still queued for them.
constexpr std::chrono::seconds drain_time{10};

base::log::level level_of(const std::string& name) {
  if (name == "debug")
    return base::log::level::debug;
  if (name == "warning")
    return base::log::level::warning;
  return name == "error" ? base::log::level::error : base::log::level::info;
}

http::services services_for(const config::settings& settings,
                            storage::store& store, engine& core,
                            base::metrics& metrics) {
  const auto& words = dialects::vocabulary_of(dialects::dialect::direct);
  const auto& ids = core.ids();
  return {
    .settings = settings,
    .store = store,
    .gateway = core.gateway(),
    .runner = core.runner(),
    .tokens = core.tokens(),
    .metrics = metrics,
    .encode_conversation =
      [&words, &ids](std::string& out, const schema::conversation& where,
                     const std::optional<schema::message>& last) {
        std::string message;
        if (last)
          words.write_message(message, actors::view_of(ids, *last, where),
                              where);
        words.write_conversation(out, where, message);
      },
    .encode_message =
      [&words, &ids](std::string& out, const schema::message& message,
                     const schema::conversation& where,
                     const std::vector<schema::read_mark>& marks) {
        words.write_message(out, actors::view_of(ids, message, where, marks),
                            where);
      },
    .read_message = words.read_message,
    .execute =
      [&core](schema::identity_ptr who, schema::command what, auto done) {
        core.execute(std::move(who), std::move(what), std::move(done));
      },
    .read_history =
      [&core](storage::history_query query, auto done) {
        core.read_history(std::move(query), std::move(done));
      },
    .open_pair =
      [&core](const schema::identity_ptr& who, std::string other,
              std::string context_type, std::optional<std::string> context_id,
              auto done) {
        core.open_pair(who,
                       {.other_id = std::move(other),
                        .context_type = std::move(context_type),
                        .context_id = std::move(context_id)},
                       std::move(done));
      },
    .decode_message_id = [&ids](schema::message_id id)
      -> std::optional<std::int64_t> { return ids.decode(id).seq.value; },
    .locate_message = [&ids](schema::message_id id) { return ids.decode(id); },
    .message_id_of = [&ids](const schema::message& m) { return ids.encode(m); },
    .start_call =
      [&core](schema::identity_ptr who, schema::start_call what, auto done) {
        core.start_call(std::move(who), std::move(what), std::move(done));
      },
    .act_on_call =
      [&core](schema::identity_ptr who, schema::call_command what, auto done) {
        core.act_on_call(std::move(who), std::move(what), std::move(done));
      },
    .call_token =
      [&core](schema::identity_ptr who, schema::call_id call, auto done) {
        core.call_token(std::move(who), std::move(call), std::move(done));
      },
    .encode_call =
      [&words](std::string& out, const schema::call& call,
               const schema::profile& caller, const schema::profile& callee,
               std::optional<schema::user_no> viewer) {
        words.write_call(out, {.call = call,
                               .caller = caller,
                               .callee = callee,
                               .token = {},
                               .app_id = {},
                               .viewer = viewer,
                               .token_expires_at = {}});
      },
    .conversations_changed =
      [&core](const auto& changed) { core.refresh(changed); },
  };
}

/// Ends in the order in which nothing is lost: no new sockets, what was
/// accepted is committed and answered, the sockets are told, then all ends.
void drain(http::server& edge) {
  base::log::info("draining");
  const auto deadline = std::chrono::steady_clock::now() + drain_time;
  edge.stop_accepting();
  if (!edge.finish_work(deadline))
    base::log::warning("some commands were not finished in time", "seconds={}",
                       drain_time.count());
  if (!edge.close_sockets(deadline))
    base::log::warning("some sockets did not take their farewell", "seconds={}",
                       drain_time.count());
  edge.stop();
}

void reload(http::server& edge, bool encrypted) {
  if (!encrypted)
    base::log::info("SIGHUP: nothing to reload");
  else if (const auto reloaded = edge.reload_certificate(); !reloaded)
    base::log::error("SIGHUP: the old certificate stays", "{}",
                     reloaded.error().message);
  else
    base::log::info("SIGHUP: new connections get the new certificate");
}

int fail(const schema::error& why) {
  fmt::print(stderr, "{}\n", why.message);
  return 1;
}

} // namespace

int serve(const config::settings& settings) {
  const signals signals;
  base::log::start(level_of(settings.log_level), settings.log_json);
  for (const auto& warning : config::warnings(settings))
    base::log::warning(warning, "{}", "");
  base::metrics metrics;
  auto store = open_store(settings, metrics);
  if (!store)
    return fail(store.error());
  engine core{settings, **store, metrics};
  http::server edge{services_for(settings, **store, core, metrics)};
  if (auto started = edge.start(); !started)
    return fail(started.error());
  const bool encrypted = !settings.tls_cert.empty();
  base::log::info("listening on", "{}://{}:{}", encrypted ? "https" : "http",
                  settings.bind_address, edge.port());
  while (signals.wait() == SIGHUP)
    reload(edge, encrypted);
  drain(edge);
  base::log::info("stopped");
  return 0;
}

} // namespace app
