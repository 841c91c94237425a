#include "load/commits.hpp"
#include "load/dm.hpp"
#include "load/report.hpp"
#include "load/scenarios.hpp"

#include <chrono>
#include <thread>

namespace bench {

namespace {

/// So long may a server keep what it knows of deliveries before it writes it.
constexpr std::chrono::seconds unwritten{6};

/// Posts, and tells how many transactions there were for each message.
double commits_of(const options& o, dm& scenario) {
  scenario.connect();
  auto before = writing_transactions(o.database_url);
  scenario.post();
  std::this_thread::sleep_for(unwritten);
  auto after = writing_transactions(o.database_url);
  return scenario.sent() > 0 ? double(after - before) / double(scenario.sent())
                             : 0;
}

} // namespace

// First messages that nobody hears, then such as are delivered and read.
int run_receipts(const options& o) {
  report r;
  r.text("scenario", "receipts");
  double alone = 0;
  {
    dm unheard(o, hearing::unheard);
    alone = commits_of(o, unheard);
    r.figure("alone_acked_per_s", unheard.acked_per_second(), 0);
  }
  dm marked(o, hearing::marked);
  auto commits = commits_of(o, marked);
  r.figure("alone_commits_per_message", alone, 5);
  r.figure("commits_per_message", commits, 5);
  r.figure("commits_ratio", alone > 0 ? commits / alone : 0, 3);
  auto code = marked.tell(r);
  r.print(o.json);
  return code;
}

} // namespace bench
