#pragma once

#include "config/settings.hpp"

#include <chrono>
#include <string>

/// What `switchboard <command>` does. Each returns the exit status and has
/// said on standard error what went wrong.
namespace app {

struct token_request {
  std::string sub;
  std::string role;
  std::string name;
  std::chrono::seconds lifetime{24 * 3600};
};

int serve(const config::settings& settings);
int migrate(const config::settings& settings);
int issue_token(const config::settings& settings, const token_request& wanted);
int load_demo(const config::settings& settings);
int examine(const config::settings& settings);

/// Prints what routes, events and settings there are, as JSON.
int print_tables();

} // namespace app
