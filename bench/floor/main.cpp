#include "common/net.hpp"
#include "floor/io_loop.hpp"
#include "floor/schema.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <string>

namespace {

struct options {
  std::string bind = "127.0.0.1";
  std::uint16_t port = 3100;
  std::string database_url;
  std::size_t conversations = 20'000;
  std::size_t writers = 2;
  bool keep = false;
};

void declare(CLI::App& app, options& o) {
  app.add_option("--bind", o.bind, "Address to listen on")
    ->capture_default_str();
  app.add_option("--port", o.port, "Port to listen on")->capture_default_str();
  app.add_option("--database-url", o.database_url, "PostgreSQL to write into")
    ->envname("DATABASE_URL")
    ->required();
  app.add_option("--conversations", o.conversations, "How many there are")
    ->capture_default_str();
  app.add_option("--writers", o.writers, "Threads with a connection each")
    ->capture_default_str();
  app.add_flag("--keep", o.keep, "Go on with the tables that are there");
}

} // namespace

int main(int argc, char** argv) try {
  options o;
  CLI::App app("The least that a server can do for the traffic of `load`");
  declare(app, o);
  CLI11_PARSE(app, argc, argv);
  bench::raise_descriptor_limit();
  bench::rooms known(
    bench::prepare_schema(o.database_url, o.conversations, o.keep));
  bench::io_loop loop(bench::listen_on(o.bind, o.port), std::move(known),
                      o.database_url, o.writers);
  std::printf("floor: listening on %s:%d\n", o.bind.c_str(), int{o.port});
  std::fflush(stdout);
  loop.run();

} catch (const std::exception& e) {

  std::fprintf(stderr, "floor: %s\n", e.what());
  return 1;
}
