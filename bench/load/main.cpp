#include "common/net.hpp"
#include "load/provision.hpp"
#include "load/scenarios.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>
#include <map>
#include <string>

namespace {

using bench::options;

void declare_target(CLI::App& app, options& o) {
  app
    .add_option(
      "scenario", o.scenario,
      "dm: durable messages in pairs; typing: signs of typing in "
      "pairs; idle: connections that do nothing; connect: handshakes "
      "with a token; history: pages of messages by GET; post: durable "
      "messages by POST; fanout: durable messages to a group; "
      "receipts: dm unheard, then dm marked read; storm: all clients "
      "lose their connections and come back; call: calls in pairs, "
      "dialled, answered, ended; ringing: calls that nobody answers; "
      "survive: like dm, for a server that is killed meanwhile")
    ->required()
    ->check(CLI::IsMember({"dm", "typing", "idle", "connect", "history", "post",
                           "fanout", "receipts", "storm", "call", "ringing",
                           "survive"}));
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

void declare_scenarios(CLI::App& app, options& o) {
  app
    .add_option("--connections", o.connections,
                "Of idle and storm; of connect the users, in turn")
    ->capture_default_str();
  app
    .add_option("--depth", o.depth, "Messages of each conversation of history")
    ->check(CLI::PositiveNumber)
    ->capture_default_str();
  app.add_flag("--filled", o.filled,
               "The conversations of history hold them already");
  app.add_option("--members", o.members, "Of the group of fanout")
    ->check(CLI::PositiveNumber)
    ->capture_default_str();
  app.add_option("--devices", o.devices, "Connections of each of the members")
    ->check(CLI::PositiveNumber)
    ->capture_default_str();
  app.add_option("--senders", o.senders, "Members who write")
    ->check(CLI::PositiveNumber)
    ->capture_default_str();
  app
    .add_option("--missed", o.missed,
                "Messages that each client of storm misses")
    ->check(CLI::PositiveNumber)
    ->capture_default_str();
  app.add_option("--calls", o.calls, "That ring at once, of ringing")
    ->check(CLI::PositiveNumber)
    ->capture_default_str();
  app.add_flag("--by-history", o.by_history,
               "Clients of storm have no cursors: they ask for history");
  app.add_flag("--polling", o.polling, "Connect by polling, not WebSocket");
}

void declare_load(CLI::App& app, options& o) {
  app.add_option("--pairs", o.pairs)->capture_default_str();
  auto* in_flight =
    app
      .add_option("--in-flight", o.in_flight,
                  "Messages, calls, requests or handshakes at once")
      ->capture_default_str();
  app
    .add_option(
      "--rate", o.rate,
      "Messages or calls a second, on a schedule that does not wait; latency "
      "counts from the scheduled time")
    ->excludes(in_flight);
  app.add_option("--size", o.size, "Bytes of a message's content")
    ->capture_default_str();
  app.add_flag("--client-ids", o.client_ids, "Give each a clientMessageId");
  app.add_option("--warmup", o.warmup, "Seconds before the measured ones")
    ->capture_default_str();
  app.add_option("--seconds", o.seconds, "Seconds that are measured")
    ->capture_default_str();
}

void declare_output(CLI::App& app, options& o) {
  app.add_option("--server-pid", o.server_pid, "To measure its CPU and RSS");
  app.add_option("--postgres-pid", o.postgres_pid,
                 "The postmaster, to measure its and its backends' CPU");
  app
    .add_option("--database-url", o.database_url,
                "To count transactions (receipts)")
    ->envname("DATABASE_URL");
  app.add_flag("--json", o.json, "One JSON object instead of lines");
  app.add_option("--log", o.log,
                 "File for what became of each message (survive), JSON lines");
}

int provision(const options& o) {
  if (o.scenario == "fanout")
    return provision_group(o).members.empty() ? 1 : 0;
  if (o.scenario == "idle" || o.scenario == "connect")
    return provision_users(o).empty() ? 1 : 0;
  auto mine = o;
  if (o.scenario == "ringing")
    mine.pairs = o.calls;
  return provision_pairs(mine).empty() ? 1 : 0;
}

int run(const options& o) {
  using scenario = int (*)(const options&);
  const std::map<std::string, scenario> scenarios{
    {"dm", bench::run_dm},           {"typing", bench::run_typing},
    {"idle", bench::run_idle},       {"connect", bench::run_connect},
    {"history", bench::run_history}, {"post", bench::run_post},
    {"fanout", bench::run_fanout},   {"receipts", bench::run_receipts},
    {"storm", bench::run_storm},     {"call", bench::run_call},
    {"ringing", bench::run_ringing}, {"survive", bench::run_survive}};
  return o.provision_only ? provision(o) : scenarios.at(o.scenario)(o);
}

} // namespace

int main(int argc, char** argv) try {
  options o;
  CLI::App app("Puts load on a Switchboard server and tells what it did");
  declare_target(app, o);
  declare_load(app, o);
  declare_scenarios(app, o);
  declare_output(app, o);
  CLI11_PARSE(app, argc, argv);
  bench::raise_descriptor_limit();
  return run(o);

} catch (const std::exception& e) {

  std::fprintf(stderr, "load: %s\n", e.what());
  return 2;
}
