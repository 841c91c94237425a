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
    .encode_conversation = words.write_conversation,
    .encode_message =
      [&words, &ids](std::string& out, const schema::message& message,
                     const schema::conversation& where) {
        dialects::message_view view{.message = message,
                                    .id = ids.encode(message),
                                    .reply_to = std::nullopt,
                                    .client_message_id = std::nullopt};
        if (message.reply_to)
          view.reply_to = ids.encode(message.conversation, *message.reply_to);
        words.write_message(out, view, where);
      },
    .decode_message_id = [&ids](schema::message_id id)
      -> std::optional<std::int64_t> { return ids.decode(id).seq.value; },
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
