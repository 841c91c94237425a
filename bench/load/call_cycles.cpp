#include "load/call_cycles.hpp"

#include "common/scan.hpp"
#include "load/pace.hpp"
#include "load/scenarios.hpp"
#include "load/text.hpp"

#include <algorithm>

namespace bench {

namespace {

constexpr nanos drain_patience = 10 * second;
constexpr std::uint64_t steps = 3;

/// Other names of what is counted, what only the dialling device is told, and
/// the refusals that acks tell of.
constexpr std::array<std::string_view, 5> uncounted{
  R"("call:accept")", R"("call:end")", R"("call:initiated")", R"("call:token")",
  R"("call:error")"};

template<class T>
constexpr std::size_t index_of(T x) {
  return static_cast<std::size_t>(x);
}

} // namespace

call_cycles::call_cycles(const options& o)
  : pair_links(o),
    calls_(pairs_.size()),
    meter_(o) {
  for (std::size_t i = 0; i < pairs_.size(); ++i)
    free_.push_back(i);
}

int call_cycles::run() {
  connect_and_join();
  meter_.start();
  calling_ = true;
  if (options_.rate > 0)
    begin_at_rate();
  else
    begin_to_fill();
  calling_ = false;
  drain();
  return tell();
}

// Who is called need not have joined a conversation.
void call_cycles::ready(client&) {
  ++joined_;
}

void call_cycles::begin(nanos due) {
  auto pair = free_.front();
  free_.pop_front();
  auto& c = calls_[pair];
  call next;
  next.number = c.number + 1;
  next.id_before = std::move(c.id);
  next.due = due;
  next.measured = meter_.measuring();
  next.live = true;
  c = std::move(next);
  ++live_;
  ++begun_;
  command(pair, side::sender, step::initiate);
}

void call_cycles::begin_at_rate() {
  pace schedule(options_.rate, now());
  while (meter_.running()) {
    for (auto at = now(); schedule.next() <= at && !free_.empty();) {
      auto due = schedule.next();
      schedule.take();
      begin(due);
      if (meter_.measuring())
        lateness_.add(at - due);
    }
    auto next = free_.empty() ? now() + millisecond : schedule.next();
    loop_.turn(std::min(next, meter_.next_change()));
  }
}

void call_cycles::begin_to_fill() {
  for (std::size_t i = 0; i < options_.in_flight && !free_.empty(); ++i)
    begin(now());
  while (meter_.running())
    loop_.turn(meter_.next_change());
}

void call_cycles::command(std::size_t pair, side which, step what) {
  auto& c = calls_[pair];
  c.sent[index_of(what)] = true;
  auto ack = steps * c.number + index_of(what);
  switch (what) {
  case step::initiate:
    return loop_.send(link(pair, which), initiate_packet(pairs_[pair], ack));
  case step::accept:
    c.accept_sent = now();
    return loop_.send(link(pair, which), call_packet("call:accept", c.id, ack));
  case step::end:
    return loop_.send(link(pair, which), call_packet("call:end", c.id, ack));
  }
}

void call_cycles::on_ack(std::size_t pair, side, std::uint64_t ack,
                         std::string_view body) {
  auto& c = calls_[pair];
  auto what = ack % steps;
  if (ack / steps != c.number || !c.sent[what] || c.acked[what]) {
    ++doubled_;
    return;
  }
  c.acked[what] = true;
  if (!after(body, R"("success":true)")) {
    ++errors_[error_code(body)];
    live_ -= c.broken ? 0 : 1;
    c.broken = true;
    return;
  }
  if (c.id.empty())
    c.id = text_after(body, R"("callId":)");
  finish_if_complete(pair);
}

void call_cycles::on_event(std::size_t pair, side which,
                           std::string_view event) {
  if (event.starts_with(R"("call:incoming")"))
    return on_news(pair, which, news::incoming, event);
  if (event.starts_with(R"("call:accepted")"))
    return on_news(pair, which, news::accepted, event);
  if (event.starts_with(R"("call:ended")"))
    return on_news(pair, which, news::ended, event);
  auto is_event = [event](auto name) { return event.starts_with(name); };
  if (is_event(R"("call:)")
      && std::none_of(uncounted.begin(), uncounted.end(), is_event))
    ++unexpected_;
}

void call_cycles::on_news(std::size_t pair, side which, news what,
                          std::string_view event) {
  auto& c = calls_[pair];
  auto id = text_after(event, R"("callId":)");
  if (what == news::incoming && c.id.empty() && c.live && id != c.id_before)
    c.id = id;
  if (id != c.id) {
    ++(id == c.id_before ? doubled_ : unexpected_);
    return;
  }
  bool due =
    what == news::ended
    || which == (what == news::incoming ? side::receiver : side::sender);
  auto& times = c.heard[index_of(what)][index_of(which)];
  if (!due || ++times > 1) {
    ++doubled_;
    return;
  }
  go_on(pair, what);
}

void call_cycles::go_on(std::size_t pair, news what) {
  auto& c = calls_[pair];
  switch (what) {
  case news::incoming:
    if (c.measured)
      set_up_latency_.add(now() - c.due);
    return command(pair, side::receiver, step::accept);
  case news::accepted:
    if (c.measured)
      answer_latency_.add(now() - c.accept_sent);
    return command(pair, c.number % 2 == 0 ? side::sender : side::receiver,
                   step::end);
  case news::ended:
    return finish_if_complete(pair);
  }
}

void call_cycles::finish_if_complete(std::size_t pair) {
  auto& c = calls_[pair];
  const auto& ended = c.heard[index_of(news::ended)];
  auto yes = [](auto x) { return x != 0; };
  if (!c.live || c.broken || !std::all_of(c.acked.begin(), c.acked.end(), yes)
      || !std::all_of(ended.begin(), ended.end(), yes))
    return;
  c.live = false;
  --live_;
  if (c.measured)
    cycle_latency_.add(now() - c.due);
  cycles_ += meter_.measuring() ? 1 : 0;
  free_.push_back(pair);
  if (calling_ && options_.rate <= 0)
    begin(now());
}

void call_cycles::drain() {
  auto deadline = now() + drain_patience;
  while (live_ > 0 && now() < deadline)
    loop_.turn(now() + 20 * millisecond);
  // What comes now came twice.
  for (auto end = now() + 100 * millisecond; now() < end;)
    loop_.turn(end);
}

/// What nobody heard although the command that leads to it was answered.
void call_cycles::count_lost() {
  for (const auto& c : calls_) {
    if (!c.live || c.broken)
      continue;
    for (std::size_t i = 0; i < steps; ++i)
      unanswered_ += c.sent[i] && !c.acked[i] ? 1 : 0;
    auto at = [&](news what, side which) {
      return c.acked[index_of(what)]
                 && c.heard[index_of(what)][index_of(which)] == 0
               ? 1U
               : 0U;
    };
    lost_ += at(news::incoming, side::receiver)
             + at(news::accepted, side::sender) + at(news::ended, side::sender)
             + at(news::ended, side::receiver);
  }
}

int call_cycles::tell() {
  count_lost();
  report r;
  r.text("scenario", "call");
  r.count("pairs", pairs_.size());
  r.count("in_flight", options_.rate > 0 ? 0 : options_.in_flight);
  r.figure("rate", options_.rate, 0);
  r.figure("seconds", meter_.seconds());
  r.figure("cycles_per_s", double(cycles_) / meter_.seconds(), 0);
  r.latency("set_up", set_up_latency_);
  r.latency("answer", answer_latency_);
  r.latency("cycle", cycle_latency_);
  r.figure("late_p99_ms", to_ms(lateness_.percentile(0.99)), 3);
  meter_.tell(r, cycles_);
  r.count("begun", begun_);
  r.count("unanswered", unanswered_);
  r.count("lost", lost_);
  r.count("doubled", doubled_);
  r.count("unexpected", unexpected_);
  r.count("closed", closed_);
  r.counts("errors", errors_);
  r.print(options_.json);
  auto wrong = unanswered_ + lost_ + doubled_ + unexpected_ + closed_;
  return wrong > 0 || !errors_.empty() ? 1 : 0;
}

int run_call(const options& o) {
  return call_cycles(o).run();
}

} // namespace bench
