#include "load/typing.hpp"

#include "load/pace.hpp"
#include "load/scenarios.hpp"
#include "load/text.hpp"

#include <algorithm>

namespace bench {

namespace {

constexpr nanos patience = second;

} // namespace

typing::typing(const options& o)
  : pair_links(o),
    waiting_(pairs_.size()),
    meter_(o) {
  for (const auto& pair : pairs_)
    packets_.push_back(typing_packet(pair));
}

int typing::run() {
  connect_and_join();
  meter_.start();
  sending_ = true;
  if (options_.rate > 0)
    send_at_rate();
  else
    send_to_fill();
  sending_ = false;
  auto deadline = now() + patience;
  auto waits = [](const auto& queue) { return !queue.empty(); };
  while (std::any_of(waiting_.begin(), waiting_.end(), waits)
         && now() < deadline)
    loop_.turn(now() + 20 * millisecond);
  return tell();
}

void typing::send(std::size_t pair, nanos due) {
  waiting_[pair].push_back({due, meter_.measuring()});
  loop_.send(link(pair, side::sender), packets_[pair]);
}

void typing::send_at_rate() {
  pace schedule(options_.rate, now());
  while (meter_.running()) {
    for (auto at = now(); schedule.next() <= at;) {
      auto due = schedule.next();
      send(schedule.take() % pairs_.size(), due);
    }
    loop_.turn(std::min(schedule.next(), meter_.next_change()));
  }
}

void typing::send_to_fill() {
  for (std::size_t i = 0; i < options_.in_flight; ++i)
    send(i % pairs_.size(), now());
  auto next_look = now() + patience;
  while (meter_.running()) {
    loop_.turn(std::min(meter_.next_change(), next_look));
    if (now() < next_look)
      continue;
    replace_missing();
    next_look = now() + patience;
  }
}

void typing::replace_missing() {
  // One that was dropped would else leave its place empty for good.
  auto oldest = now() - patience;
  for (std::size_t pair = 0; pair < waiting_.size(); ++pair) {
    auto& queue = waiting_[pair];
    while (!queue.empty() && queue.front().due < oldest) {
      queue.pop_front();
      ++missing_;
      send(pair, now());
    }
  }
}

void typing::on_event(std::size_t pair, side which, std::string_view event) {
  if (!event.starts_with(R"("dm:typing_start")"))
    return;
  auto& queue = waiting_[pair];
  if (which == side::sender || queue.empty()) {
    ++unexpected_;
    return;
  }
  auto first = queue.front();
  queue.pop_front();
  auto at = now();
  if (first.measured)
    latency_.add(at - first.due);
  delivered_ += meter_.measuring() ? 1 : 0;
  if (sending_ && options_.rate <= 0)
    send(pair, at);
}

int typing::tell() {
  for (const auto& queue : waiting_)
    missing_ += queue.size();
  report r;
  r.text("scenario", "typing");
  r.count("pairs", pairs_.size());
  r.count("in_flight", options_.rate > 0 ? 0 : options_.in_flight);
  r.figure("rate", options_.rate, 0);
  r.figure("seconds", meter_.seconds());
  r.figure("delivered_per_s", double(delivered_) / meter_.seconds(), 0);
  r.latency("delivery", latency_);
  meter_.tell(r, delivered_);
  r.count("lost", missing_);
  r.count("unexpected", unexpected_);
  r.count("closed", closed_);
  r.print(options_.json);
  return missing_ + unexpected_ + closed_ > 0 ? 1 : 0;
}

int run_typing(const options& o) {
  return typing(o).run();
}

} // namespace bench
