#include "app/commands.hpp"
#include "config/file.hpp"
#include "config/options.hpp"
#include "config/resolve.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <string>

// Read by jemalloc at start: few arenas, because there are few threads, and
// what a burst leaves free goes back to the system within a second.
extern "C" const char* malloc_conf;
const char* malloc_conf = "narenas:2,dirty_decay_ms:1000,muzzy_decay_ms:0";

namespace {

/// What stands on the command line beside the settings.
struct command_line {
  std::string config_file;
  config::raw flags;
  app::token_request token;
  std::int64_t token_seconds = 24 * 3600;
  bool protocol_test = false;
};

schema::result<config::settings> settle(const command_line& line) {
  auto given = config::read_environment();
  if (!line.config_file.empty()) {
    const auto file = config::read_file(line.config_file);
    if (!file)
      return schema::failure{file.error()};
    given.merge(*file);
  }
  given.merge(line.flags);
  auto settings = config::resolve(given);
  if (settings && line.protocol_test)
    if (const auto entered = config::enter_protocol_test(*settings); !entered)
      return schema::failure{entered.error()};
  return settings;
}

CLI::App* add_command(CLI::App& app, command_line& line, const char* name,
                      const char* sentence) {
  auto* command = app.add_subcommand(name, sentence);
  command->add_option("--config", line.config_file,
                      "A file of NAME=value lines; flags and the environment "
                      "win over it");
  config::add_options(*command, line.flags);
  return command;
}

void add_token_options(CLI::App& command, command_line& line) {
  command.add_option("--sub", line.token.sub, "The user's id")->required();
  command.add_option("--role", line.token.role, "user, astrologer or admin")
    ->required();
  command.add_option("--name", line.token.name, "The name to be shown");
  command
    .add_option("--expires-in", line.token_seconds,
                "Seconds that the token is good for")
    ->check(CLI::Range(1, 10 * 365 * 24 * 3600))
    ->capture_default_str();
}

} // namespace

int main(int argc, char** argv) {
  CLI::App cli{"Switchboard: messages, presence and calls in real time"};
  cli.require_subcommand(1);
  command_line line;
  auto* serve =
    add_command(cli, line, "serve", "Serve clients until SIGTERM or SIGINT");
  serve->add_flag("--protocol-test-handlers", line.protocol_test,
                  "Conformance mode: serve suites that test the protocol, and "
                  "nobody else");
  const auto* migrate =
    add_command(cli, line, "migrate", "Bring the database up to date");
  auto* token =
    add_command(cli, line, "token", "Print a token signed with JWT_SECRET");
  add_token_options(*token, line);
  const auto* demo =
    add_command(cli, line, "demo", "Load people and messages to try out");
  add_command(cli, line, "doctor",
              "Check settings, database, clock and limits, and say what to "
              "mend");
  // For scripts/check-docs and the tests: nobody else needs to see it.
  const auto* tables =
    cli
      .add_subcommand("tables",
                      "Print all routes, events and settings, as JSON")
      ->group("");
  CLI11_PARSE(cli, argc, argv);
  if (*tables)
    return app::print_tables();

  const auto settings = settle(line);
  if (!settings) {
    fmt::print(stderr, "{}\n", settings.error().message);
    return 2;
  }
  line.token.lifetime = std::chrono::seconds{line.token_seconds};
  if (*serve)
    return app::serve(*settings);
  if (*migrate)
    return app::migrate(*settings);
  if (*token)
    return app::issue_token(*settings, line.token);
  if (*demo)
    return app::load_demo(*settings);
  return app::examine(*settings);
}
