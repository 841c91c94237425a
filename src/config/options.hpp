#pragma once

#include "config/raw.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): CLI11 is called so
namespace CLI {
class App;
} // namespace CLI

namespace config {

/// Gives `app` a flag for every setting, with its sentence, what is allowed
/// and its default in --help. What is given on the command line goes to `out`,
/// which must live as long as `app` parses.
void add_options(CLI::App& app, raw& out);

} // namespace config
