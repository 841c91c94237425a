#include "common/net.hpp"
#include "load/provision.hpp"
#include "load/scenarios.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>

namespace {

using bench::options;

void declare_target(CLI::App& app, options& o) {
  app
    .add_option("scenario", o.scenario,
                "dm: durable messages in pairs; typing: signs of typing in "
                "pairs; idle: connections that do nothing; connect: handshakes "
                "with a token; survive: like dm, for a server that is killed "
                "meanwhile")
    ->required()
    ->check(CLI::IsMember({"dm", "typing", "idle", "connect", "survive"}));
  app.add_option("--hosts", o.hosts, "Addresses of the server, used in turn")
    ->delimiter(',')
    ->capture_default_str();
  app.add_option("--port", o.port)->capture_default_str();
  app.add_flag("--tls", o.tls, "Over TLS, with any certificate");
  app.add_option("--jwt-secret", o.jwt_secret, "To sign the users' tokens")
    ->capture_default_str();
  app.add_option("--admin-key", o.admin_key, "To make users over REST")
    ->capture_default_str();
  app.add_flag("--no-provision", o.no_provision,
               "Make nothing over REST; conversations are numbered from 0");
  app.add_flag("--provision-only", o.provision_only,
               "Make users and conversations over REST, and end");
}

void declare_load(CLI::App& app, options& o) {
  app.add_option("--pairs", o.pairs)->capture_default_str();
  auto* in_flight = app
                      .add_option("--in-flight", o.in_flight,
                                  "Messages or handshakes under way at once")
                      ->capture_default_str();
  app
    .add_option("--rate", o.rate,
                "Messages a second, on a schedule that does not wait; latency "
                "counts from the scheduled time")
    ->excludes(in_flight);
  app.add_option("--size", o.size, "Bytes of a message's content")
    ->capture_default_str();
  app.add_flag("--client-ids", o.client_ids, "Give each a clientMessageId");
  app
    .add_option("--connections", o.connections,
                "Of idle; of connect the users, in turn")
    ->capture_default_str();
  app.add_flag("--polling", o.polling, "Connect by polling, not WebSocket");
  app.add_option("--warmup", o.warmup, "Seconds before the measured ones")
    ->capture_default_str();
  app.add_option("--seconds", o.seconds, "Seconds that are measured")
    ->capture_default_str();
}

void declare_output(CLI::App& app, options& o) {
  app.add_option("--server-pid", o.server_pid, "To measure its CPU and RSS");
  app.add_option("--postgres-pid", o.postgres_pid,
                 "The postmaster, to measure its and its backends' CPU");
  app.add_flag("--json", o.json, "One JSON object instead of lines");
  app.add_option("--log", o.log,
                 "File for what became of each message (survive), JSON lines");
}

int run(const options& o) {
  bool needs_pairs = o.scenario != "idle" && o.scenario != "connect";
  if (o.provision_only && !needs_pairs)
    return provision_users(o).empty() ? 1 : 0;
  if (o.provision_only)
    return provision_pairs(o).empty() ? 1 : 0;
  if (o.scenario == "dm")
    return run_dm(o);
  if (o.scenario == "typing")
    return run_typing(o);
  if (o.scenario == "idle")
    return run_idle(o);
  if (o.scenario == "connect")
    return run_connect(o);
  return run_survive(o);
}

} // namespace

int main(int argc, char** argv) try {
  options o;
  CLI::App app("Puts load on a Switchboard server and tells what it did");
  declare_target(app, o);
  declare_load(app, o);
  declare_output(app, o);
  CLI11_PARSE(app, argc, argv);
  bench::raise_descriptor_limit();
  return run(o);

} catch (const std::exception& e) {

  std::fprintf(stderr, "load: %s\n", e.what());
  return 2;
}
