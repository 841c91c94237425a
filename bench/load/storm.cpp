#include "load/storm.hpp"

#include "common/net.hpp"
#include "load/pace.hpp"
#include "load/report.hpp"
#include "load/scenarios.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace bench {

namespace {

constexpr nanos patience = 120 * second;
constexpr nanos drain_patience = 10 * second;

/// Between two looks at what has come, so that early ones are answered while
/// late ones are still on their way.
constexpr std::size_t opened_a_turn = 64;

/// A message for so many clients is posted while they return: a slow server
/// is not given more to do for it.
constexpr std::size_t clients_a_post = 10;

} // namespace

storm::storm(const options& o)
  : pair_links(o),
    texts_(o.size),
    poster_(o, texts_, pairs_),
    inboxes_(clients_.size()),
    meter_(o) {
  // nop
}

int storm::run() {
  connect_and_join();
  meet();
  be_away();
  lose_all();
  come_back();
  settle();
  return tell();
}

/// The message that gives everybody a cursor.
void storm::meet() {
  poster_.post_to_each(1);
  auto deadline = now() + patience;
  while (!all_heard()) {
    poster_.turn(now());
    loop_.turn(now() + millisecond);
    if (now() > deadline || closed_ > 0 || !poster_.errors().empty())
      throw std::runtime_error("not all have heard the first message");
  }
}

/// Nobody reads, but to the server all are connected still, like phones in a
/// tunnel: what it tells them now they will never have.
void storm::be_away() {
  poster_.post_to_each(options_.missed);
  auto deadline = now() + patience;
  while (!poster_.idle() && now() < deadline && poster_.errors().empty())
    poster_.turn(now() + 20 * millisecond);
  if (!poster_.idle() || poster_.refused() > 0 || !poster_.errors().empty())
    throw std::runtime_error("what is to be missed can't be posted");
  due_seq_ = 1 + options_.missed;
}

void storm::lose_all() {
  overflows_ = listen_overflows();
  meter_.open_window();
  loss_ = now();
  phase_ = phase::losing;
  for (auto& c : clients_) {
    inboxes_[c.index].behind = true;
    loop_.close(c, "lost");
  }
  behind_ = clients_.size();
  phase_ = phase::returning;
}

void storm::come_back() {
  std::vector<std::size_t> order(clients_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), random_);
  std::size_t opened = 0;
  auto to_post = options_.rate > 0 ? clients_.size() / clients_a_post : 0;
  pace posts(std::max(options_.rate, 1e-3), now());
  for (auto at = now(); behind_ > 0 && at < loss_ + patience; at = now()) {
    for (std::size_t i = 0; i < opened_a_turn && opened < order.size(); ++i)
      return_to(clients_[order[opened++]]);
    retry_due();
    for (; to_post > 0 && posts.next() <= at; --to_post)
      poster_.post(posts.take() % pairs_.size());
    poster_.turn(at);
    loop_.turn(opened < order.size() ? at : at + millisecond);
  }
  meter_.close_window();
  overflows_ = listen_overflows() - overflows_;
}

void storm::settle() {
  for (auto deadline = now() + drain_patience;
       now() < deadline && !(poster_.idle() && all_heard());) {
    retry_due();
    poster_.turn(now());
    loop_.turn(now() + millisecond);
  }
  // What comes now came twice.
  for (auto end = now() + 300 * millisecond; now() < end;)
    loop_.turn(end);
}

bool storm::all_heard() const {
  for (const auto& c : clients_) {
    const auto posted = poster_.posted(c.index / 2);
    if (posted == 0 || inboxes_[c.index].last_seq < posted)
      return false;
  }
  return true;
}

std::uint64_t storm::count_missed() const {
  std::uint64_t missed = 0;
  for (const auto& c : clients_) {
    const auto& seen = inboxes_[c.index].seen;
    const auto posted = poster_.posted(c.index / 2);
    for (std::size_t i = 0; i < posted; ++i)
      missed += i >= seen.size() || seen[i] == 0 ? 1 : 0;
  }
  return missed;
}

int storm::tell() {
  report r;
  r.text("scenario", "storm");
  r.text("by", options_.by_history ? "history" : "cursors");
  r.count("clients", clients_.size());
  r.count("missed_each", options_.missed);
  r.figure("rate", options_.rate, 0);
  r.figure("seconds", meter_.seconds());
  r.latency("ready", ready_latency_);
  r.latency("caught_up", caught_up_latency_);
  r.figure("caught_up_max_ms", to_ms(double(slowest_)), 3);
  r.figure("reconnects_per_s",
           double(ready_latency_.count())
             / to_seconds(std::max<nanos>(1, last_ready_ - loss_)),
           0);
  meter_.tell(r, clients_.size());
  r.count("attempts_failed", attempts_failed_);
  r.count("catch_ups_refused", refused_);
  r.count("listen_overflows", overflows_);
  const auto code = tell_wrongs(r);
  r.print(options_.json);
  return code;
}

int storm::tell_wrongs(report& r) const {
  const auto missed = count_missed();
  r.count("not_caught_up", behind_);
  r.count("missed", missed);
  r.count("doubled", doubled_);
  r.count("out_of_order", out_of_order_);
  r.count("unexpected", unexpected_);
  r.count("synced_early", synced_early_);
  r.count("closed", lost_again_);
  r.count("posts_refused", poster_.refused());
  r.counts("failures", failures_);
  r.counts("errors", poster_.errors());
  auto wrong = behind_ + missed + doubled_ + out_of_order_ + unexpected_
               + synced_early_ + lost_again_ + poster_.errors().size();
  return wrong > 0 ? 1 : 0;
}

int run_storm(const options& o) {
  auto mine = o;
  mine.pairs = std::max<std::size_t>(1, o.connections / 2);
  return storm(mine).run();
}

} // namespace bench
