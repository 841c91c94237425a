#pragma once

#include "load/options.hpp"

namespace bench {

/// Each runs a scenario, prints its report, and returns the exit code: 0, or 1
/// when something was lost, doubled or out of order.
int run_dm(const options& o);
int run_typing(const options& o);
int run_idle(const options& o);
int run_connect(const options& o);
int run_history(const options& o);
int run_post(const options& o);
int run_fanout(const options& o);
int run_receipts(const options& o);
int run_storm(const options& o);
int run_call(const options& o);
int run_ringing(const options& o);
int run_survive(const options& o);

} // namespace bench
