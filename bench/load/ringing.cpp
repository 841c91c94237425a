#include "load/ringing.hpp"

#include "common/process.hpp"
#include "common/scan.hpp"
#include "load/report.hpp"
#include "load/scenarios.hpp"
#include "load/text.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <stdexcept>

namespace bench {

namespace {

constexpr nanos dial_patience = 120 * second;
constexpr nanos late_patience = 20 * second;

/// Clocks that are being set run apart by so much in a minute.
constexpr nanos clock_slack = 50 * millisecond;

/// Another name of what is counted, what only the dialling device is told, and
/// the refusals that acks tell of.
constexpr std::array<std::string_view, 4> uncounted{
  R"("call:end")", R"("call:initiated")", R"("call:token")", R"("call:error")"};

constexpr std::size_t index_of(side s) {
  return static_cast<std::size_t>(s);
}

/// The monotonic clock's instant of a time that an event tells.
nanos time_in(std::string_view event, std::string_view key) {
  const std::string text(text_after(event, key));
  std::tm t{};
  long ms = 0;
  if (std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d.%ldZ", &t.tm_year, &t.tm_mon,
                  &t.tm_mday, &t.tm_hour, &t.tm_min, &t.tm_sec, &ms)
      != 7)
    throw std::runtime_error("no time in " + std::string(event));
  t.tm_year -= 1900;
  --t.tm_mon;
  timespec real{};
  clock_gettime(CLOCK_REALTIME, &real);
  return now() + (timegm(&t) - real.tv_sec) * second + ms * millisecond
         - real.tv_nsec;
}

} // namespace

ringing::ringing(const options& o)
  : pair_links(o),
    calls_(pairs_.size()),
    meter_(o) {
  // nop
}

int ringing::run() {
  connect_and_join();
  hold(now() + static_cast<nanos>(options_.warmup * second));
  idle_share_ = idle_core_share();
  rss_idle_ = rss_of_process(options_.server_pid);
  dial_all();
  hold(now() + static_cast<nanos>(options_.warmup * second));
  auto end = now() + static_cast<nanos>(options_.seconds * second);
  auto latest = first_deadline_ - second;
  if (latest < now() + second)
    throw std::runtime_error("they do not ring long enough to be measured");
  meter_.open_window();
  hold(std::min(end, latest));
  meter_.close_window();
  rss_ringing_ = rss_of_process(options_.server_pid);
  wait_for_the_end();
  return tell();
}

// Who is called need not have joined a conversation.
void ringing::ready(client&) {
  ++joined_;
}

void ringing::hold(nanos until) {
  while (now() < until)
    loop_.turn(std::min(until, now() + 100 * millisecond));
}

double ringing::idle_core_share() {
  auto cpu = cpu_of_process(options_.server_pid);
  auto start = now();
  hold(start + static_cast<nanos>(options_.seconds * second));
  return (cpu_of_process(options_.server_pid) - cpu)
         / to_seconds(now() - start);
}

void ringing::dial_all() {
  auto cpu = cpu_of_process(options_.server_pid);
  auto start = now();
  for (std::size_t i = 0; i < options_.in_flight; ++i)
    dial_next();
  while (answered_ < calls_.size() || rung_ < calls_.size()) {
    loop_.turn(now() + 20 * millisecond);
    if (now() > start + dial_patience || !errors_.empty() || closed_ > 0)
      throw std::runtime_error(
        "not all ring"
        + (errors_.empty() ? std::string() : ": " + errors_.begin()->first));
  }
  dial_seconds_ = to_seconds(now() - start);
  dial_cpu_ = cpu_of_process(options_.server_pid) - cpu;
}

void ringing::dial_next() {
  if (dialled_ == calls_.size())
    return;
  auto pair = dialled_++;
  calls_[pair].dialled = now();
  loop_.send(link(pair, side::sender), initiate_packet(pairs_[pair], 1));
}

void ringing::on_ack(std::size_t, side, std::uint64_t, std::string_view body) {
  ++answered_;
  if (!after(body, R"("success":true)"))
    ++errors_[error_code(body)];
  dial_next();
}

void ringing::on_event(std::size_t pair, side which, std::string_view event) {
  auto& c = calls_[pair];
  auto is_event = [event](auto name) { return event.starts_with(name); };
  if (is_event(R"("call:incoming")") && which == side::receiver) {
    set_up_latency_.add(now() - c.dialled);
    c.deadline = time_in(event, R"("ringUntil":)");
    first_deadline_ =
      rung_ == 0 ? c.deadline : std::min(first_deadline_, c.deadline);
    last_deadline_ = std::max(last_deadline_, c.deadline);
    doubled_ += ++c.rung > 1 ? 1 : 0;
    ++rung_;
  } else if (is_event(R"("call:missed")")) {
    auto late = now() - c.deadline;
    doubled_ += ++c.missed[index_of(which)] > 1 ? 1 : 0;
    ++told_missed_;
    early_ += late < -clock_slack ? 1 : 0;
    lateness_.add(late);
    latest_ = std::max(latest_, late);
  } else if (is_event(R"("call:)")
             && std::none_of(uncounted.begin(), uncounted.end(), is_event)) {
    ++unexpected_;
  }
}

void ringing::wait_for_the_end() {
  auto cpu = cpu_of_process(options_.server_pid);
  auto deadline = last_deadline_ + late_patience;
  while (told_missed_ < clients_.size() && now() < deadline)
    loop_.turn(now() + 20 * millisecond);
  // What comes now came twice.
  hold(now() + 300 * millisecond);
  end_cpu_ = cpu_of_process(options_.server_pid) - cpu;
}

int ringing::tell() {
  auto count = double(calls_.size());
  report r;
  r.text("scenario", "ringing");
  r.count("calls", calls_.size());
  r.figure("seconds", meter_.seconds());
  r.figure("rss_per_call", double(rss_ringing_ - rss_idle_) / count, 0);
  r.figure("idle_core_share", idle_share_, 4);
  meter_.tell(r, calls_.size());
  r.figure("dials_per_s", count / dial_seconds_, 0);
  r.figure("dial_cpu_us", dial_cpu_ * 1e6 / count, 1);
  r.latency("set_up", set_up_latency_);
  r.figure("end_cpu_us", end_cpu_ * 1e6 / count, 1);
  r.latency("late", lateness_);
  r.figure("late_max_ms", to_ms(double(latest_)), 3);
  const auto code = tell_wrongs(r);
  r.print(options_.json);
  return code;
}

int ringing::tell_wrongs(report& r) const {
  std::uint64_t lost = 0;
  for (const auto& c : calls_)
    lost += static_cast<std::uint64_t>(
      std::count(c.missed.begin(), c.missed.end(), 0));
  r.count("lost", lost);
  r.count("early", early_);
  r.count("doubled", doubled_);
  r.count("unexpected", unexpected_);
  r.count("closed", closed_);
  return lost + early_ + doubled_ + unexpected_ + closed_ > 0 ? 1 : 0;
}

int run_ringing(const options& o) {
  auto mine = o;
  mine.pairs = o.calls;
  return ringing(mine).run();
}

} // namespace bench
