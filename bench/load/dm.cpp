#include "load/dm.hpp"

#include "common/scan.hpp"
#include "load/pace.hpp"
#include "load/scenarios.hpp"

#include <algorithm>

namespace bench {

namespace {

constexpr nanos drain_patience = 10 * second;

constexpr std::size_t index_of(side s) {
  return static_cast<std::size_t>(s);
}

} // namespace

dm::dm(const options& o, hearing h)
  : pair_links(o),
    hearing_(h),
    texts_(o.size),
    conversations_(pairs_.size()),
    meter_(o) {
  // nop
}

void dm::connect() {
  connect_and_join(hearing_ != hearing::unheard);
}

void dm::post() {
  meter_.start();
  sending_ = true;
  if (options_.rate > 0)
    send_at_rate();
  else
    send_to_fill();
  sending_ = false;
  drain();
}

void dm::send(std::size_t pair, nanos due) {
  auto& messages = conversations_[pair].messages;
  content_key key{pair, messages.size()};
  messages.push_back({due, meter_.measuring()});
  auto client_id = options_.client_ids ? texts_.client_id(key) : std::string();
  loop_.send(
    link(pair, side::sender),
    send_packet(pairs_[pair], messages.size(), texts_.content(key), client_id));
  ++sent_;
}

void dm::send_at_rate() {
  pace schedule(options_.rate, now());
  while (meter_.running()) {
    for (auto at = now(); schedule.next() <= at;) {
      auto due = schedule.next();
      send(schedule.take() % pairs_.size(), due);
      if (meter_.measuring())
        lateness_.add(at - due);
    }
    loop_.turn(std::min(schedule.next(), meter_.next_change()));
  }
}

void dm::send_to_fill() {
  for (std::size_t i = 0; i < options_.in_flight; ++i)
    send(i % pairs_.size(), now());
  while (meter_.running())
    loop_.turn(meter_.next_change());
}

bool dm::settled() const {
  const auto good = sent_ - refused_;
  bool arrived = hearing_ == hearing::unheard || all_delivered_ >= good;
  return answered_ >= sent_ && all_echoed_ >= good && arrived
         && marks_answered_ >= marks_;
}

void dm::drain() {
  auto deadline = now() + drain_patience;
  while (!settled() && now() < deadline)
    loop_.turn(now() + 20 * millisecond);
  // What comes now came twice.
  for (auto end = now() + 100 * millisecond; now() < end;)
    loop_.turn(end);
}

void dm::on_ack(std::size_t pair, side which, std::uint64_t ack,
                std::string_view body) {
  if (which == side::receiver)
    return on_marked(pair, ack, body);
  auto& messages = conversations_[pair].messages;
  if (ack > messages.size())
    return;
  auto& m = messages[ack - 1];
  ++answered_;
  if (after(body, R"("success":true)")) {
    m.acked = true;
    if (m.measured)
      ack_latency_.add(now() - m.due);
    acked_ += meter_.measuring() ? 1 : 0;
  } else {
    ++refused_;
    ++errors_[error_code(body)];
  }
  if (sending_ && options_.rate <= 0)
    send(pair, now());
}

void dm::mark_read(std::size_t pair, std::string_view event) {
  auto& marks = conversations_[pair].marks;
  marks.push_back(now());
  ++marks_;
  loop_.send(link(pair, side::receiver),
             mark_read_packet(pairs_[pair], marks.size(),
                              text_after(event, R"("id":)")));
}

void dm::on_marked(std::size_t pair, std::uint64_t ack, std::string_view body) {
  const auto& marks = conversations_[pair].marks;
  if (ack > marks.size())
    return;
  ++marks_answered_;
  if (!after(body, R"("success":true)"))
    ++errors_[error_code(body)];
  if (meter_.measuring())
    mark_latency_.add(now() - marks[ack - 1]);
}

void dm::on_event(std::size_t pair, side which, std::string_view event) {
  if (event.starts_with(R"("dm:messages_read")") && which == side::sender)
    ++marks_told_;
  if (!event.starts_with(R"("dm:message_received")"))
    return;
  auto& c = conversations_[pair];
  auto& last = c.last_seq[index_of(which)];
  auto seq = number_after(event, R"("seq":)").value_or(0);
  if (last != 0 && seq != last + 1)
    ++out_of_order_;
  last = seq;
  auto key = texts_.key_in(event);
  if (!key || key->pair != pair || key->number >= c.messages.size())
    return;
  auto& m = c.messages[key->number];
  ++m.seen[index_of(which)];
  if (which == side::sender) {
    ++all_echoed_;
    return;
  }
  if (hearing_ == hearing::marked)
    mark_read(pair, event);
  ++all_delivered_;
  delivered_ += meter_.measuring() ? 1 : 0;
  if (m.measured)
    delivery_latency_.add(now() - m.due);
}

int dm::tell(report& r) const {
  std::uint64_t lost = 0;
  std::uint64_t echoes_lost = 0;
  std::uint64_t doubled = 0;
  const bool heard = hearing_ != hearing::unheard;
  for (const auto& c : conversations_) {
    for (const auto& m : c.messages) {
      lost += heard && m.acked && m.seen[index_of(side::receiver)] == 0 ? 1 : 0;
      echoes_lost += m.acked && m.seen[index_of(side::sender)] == 0 ? 1 : 0;
      doubled += *std::max_element(m.seen.begin(), m.seen.end()) > 1 ? 1 : 0;
    }
  }
  r.count("pairs", pairs_.size());
  r.count("in_flight", options_.rate > 0 ? 0 : options_.in_flight);
  r.figure("rate", options_.rate, 0);
  r.figure("seconds", meter_.seconds());
  r.figure("acked_per_s", double(acked_) / meter_.seconds(), 0);
  r.figure("delivered_per_s", double(delivered_) / meter_.seconds(), 0);
  r.latency("ack", ack_latency_);
  r.latency("delivery", delivery_latency_);
  r.figure("late_p99_ms", to_ms(lateness_.percentile(0.99)), 3);
  meter_.tell(r, acked_);
  r.count("sent", sent_);
  r.count("unanswered", sent_ - std::min(sent_, answered_));
  r.count("lost", lost);
  r.count("echoes_lost", echoes_lost);
  r.count("doubled", doubled);
  r.count("out_of_order", out_of_order_);
  r.count("closed", closed_);
  r.counts("errors", errors_);
  if (hearing_ == hearing::marked) {
    r.latency("mark", mark_latency_);
    r.count("marks", marks_);
    r.count("marks_told", marks_told_);
    r.count("marks_unanswered", marks_ - marks_answered_);
  }
  auto wrong = lost + echoes_lost + doubled + out_of_order_ + closed_;
  return wrong + marks_ - marks_answered_ > 0 ? 1 : 0;
}

int run_dm(const options& o) {
  dm scenario(o);
  scenario.connect();
  scenario.post();
  report r;
  r.text("scenario", "dm");
  auto code = scenario.tell(r);
  r.print(o.json);
  return code;
}

} // namespace bench
