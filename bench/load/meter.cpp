#include "load/meter.hpp"

#include "common/process.hpp"

#include <unistd.h>

#include <algorithm>

namespace bench {

meter::meter(const options& o) : options_(o) {
  // nop
}

void meter::start() {
  begin_ = now() + static_cast<nanos>(options_.warmup * second);
  end_ = begin_ + static_cast<nanos>(options_.seconds * second);
}

void meter::open_window() {
  phase_ = phase::window;
  first_ = take();
}

void meter::close_window() {
  phase_ = phase::over;
  last_ = take();
}

bool meter::running() {
  auto at = now();
  if (phase_ == phase::warmup && at >= begin_) {
    phase_ = phase::window;
    first_ = take();
  }
  if (phase_ == phase::window && at >= end_) {
    phase_ = phase::over;
    last_ = take();
  }
  return phase_ != phase::over;
}

meter::sample meter::take() const {
  return {now(), cpu_of_process(options_.server_pid),
          cpu_of_tree(options_.postgres_pid), cpu_of_process(getpid()),
          cpu_of_machine()};
}

void meter::tell(report& r, std::uint64_t units) const {
  auto each = [units](double seconds) {
    return units > 0 ? seconds * 1e6 / double(units) : 0;
  };
  r.figure("server_cpu_us", each(last_.server - first_.server));
  r.figure("postgres_cpu_us", each(last_.postgres - first_.postgres));
  r.figure("driver_cpu_us", each(last_.driver - first_.driver));
  r.figure("server_core_share", (last_.server - first_.server) / seconds(), 4);
  auto measured = last_.server - first_.server + last_.postgres
                  - first_.postgres + last_.driver - first_.driver;
  r.figure("neighbours_core_share",
           std::max(0., last_.machine - first_.machine - measured) / seconds(),
           3);
  r.count("server_rss",
          static_cast<std::uint64_t>(rss_of_process(options_.server_pid)));
}

} // namespace bench
