#include "common/process.hpp"
#include "load/client_loop.hpp"
#include "load/provision.hpp"
#include "load/report.hpp"
#include "load/scenarios.hpp"
#include "load/token.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

namespace bench {

namespace {

/// Connects, answers heartbeats, and counts those that were closed.
class idle final : public client_listener {
public:
  explicit idle(const options& o)
    : options_(o),
      clients_(o.connections),
      loop_(o.hosts, o.port, *this, o.tls) {
    auto users = provision_users(o);
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      clients_[i].index = i;
      clients_[i].token = make_token(o.jwt_secret, users[i], "user");
    }
  }

  int run();

  void ready(client&) override {
    // nop
  }

  void packet(client&, std::string_view) override {
    // nop
  }

  void closed(client&, std::string_view why) override {
    if (++closed_ <= 3)
      std::fprintf(stderr, "load: closed: %.*s\n", static_cast<int>(why.size()),
                   why.data());
  }

private:
  void hold(double seconds) {
    for (auto end = now() + static_cast<nanos>(seconds * second); now() < end;)
      loop_.turn(std::min(end, now() + 100 * millisecond));
  }

  const options& options_;
  std::vector<client> clients_;
  client_loop loop_;
  std::uint64_t closed_ = 0;
};

int idle::run() {
  auto pid = options_.server_pid;
  auto count = double(clients_.size());
  auto rss_before = rss_of_process(pid);
  auto cpu_before = cpu_of_process(pid);
  auto start = now();
  loop_.open_all(clients_);
  auto connected = now();
  auto cpu_connected = cpu_of_process(pid);
  hold(options_.warmup);
  auto idle_start = now();
  auto cpu_start = cpu_of_process(pid);
  hold(options_.seconds);
  auto seconds = to_seconds(now() - idle_start);
  auto cpu = cpu_of_process(pid) - cpu_start;
  // At the end, so that what heartbeats make the server hold counts too.
  auto rss = rss_of_process(pid);

  report r;
  r.text("scenario", "idle");
  r.count("connections", clients_.size());
  r.figure("seconds", seconds);
  r.figure("connects_per_s", count / to_seconds(connected - start), 0);
  r.figure("connect_cpu_us", (cpu_connected - cpu_before) * 1e6 / count, 1);
  r.figure("rss_per_connection", double(rss - rss_before) / count, 0);
  r.count("server_rss", static_cast<std::uint64_t>(rss));
  r.figure("server_core_share", cpu / seconds, 4);
  r.count("closed", closed_);
  r.print(options_.json);
  return closed_ > 0 ? 1 : 0;
}

} // namespace

int run_idle(const options& o) {
  return idle(o).run();
}

} // namespace bench
