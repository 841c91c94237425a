#include "app/commands.hpp"
#include "app/store.hpp"
#include "config/resolve.hpp"
#include "http/tls/context.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdio>
#include <future>

namespace app {

namespace {

/// Descriptors under which a server of this kind is soon full.
constexpr rlim_t few_descriptors = 4096;

class report {
public:
  void good(const std::string& what) {
    fmt::print("ok    {}\n", what);
  }

  void advice(const std::string& what) {
    fmt::print("note  {}\n", what);
  }

  void bad(const std::string& what) {
    fmt::print("MEND  {}\n", what);
    ++problems;
  }

  int problems = 0;
};

void check_settings(const config::settings& settings, report& out) {
  out.good("The settings are valid.");
  for (const auto& warning : config::warnings(settings))
    out.advice(warning);
}

void check_tls(const config::settings& settings, report& out) {
  if (settings.tls_cert.empty())
    return out.advice("TLS_CERT is not set: plain HTTP is spoken here, and "
                      "encrypting is left to a proxy.");
  const auto loaded =
    http::tls::context::load(settings.tls_cert, settings.tls_key);
  if (!loaded)
    return out.bad(loaded.error().message);
  const auto now = std::chrono::system_clock::now();
  const auto warning = (*loaded)->warning(now);
  if (warning.empty())
    out.good("The TLS certificate and its key are good.");
  else if ((*loaded)->expires() > now)
    out.advice(warning);
  else
    out.bad(warning);
}

void check_descriptors(report& out) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const auto text =
    fmt::format("This process may have {} descriptors open, one for each "
                "socket.",
                limit.rlim_max);
  if (limit.rlim_max < few_descriptors)
    out.bad(text + " Raise the hard limit (ulimit -Hn, LimitNOFILE=).");
  else
    out.good(text);
}

void check_database(const config::settings& settings, report& out) {
  base::metrics metrics;
  const auto store = open_store(settings, metrics);
  if (!store)
    return out.bad(store.error().message);
  auto promise = std::make_shared<std::promise<storage::health>>();
  auto answer = promise->get_future();
  (*store)->check([promise](storage::health h) { promise->set_value(h); });
  const auto health = answer.get();
  if (!health.reachable)
    return out.bad("The database cannot be reached.");
  out.good("The database answers.");
  if (health.applied_migration != health.known_migration)
    return out.bad(fmt::format("The database is at migration {} of {}: run "
                               "'switchboard migrate'.",
                               health.applied_migration,
                               health.known_migration));
  out.good(
    fmt::format("All {} migrations are applied.", health.known_migration));
  if (!health.clock_difference)
    return;
  const auto off = std::chrono::abs(*health.clock_difference);
  const auto text = fmt::format(
    "This machine's clock and the database's differ by {} ms.", off.count());
  if (off > std::chrono::seconds{2})
    out.bad(text + " Let both follow a time server (NTP).");
  else
    out.good(text);
}

} // namespace

int examine(const config::settings& settings) {
  report out;
  check_settings(settings, out);
  check_tls(settings, out);
  check_descriptors(out);
  check_database(settings, out);
  if (out.problems == 0)
    fmt::print("Nothing to mend.\n");
  return out.problems == 0 ? 0 : 1;
}

} // namespace app
