#include "load/fanout.hpp"

#include "common/scan.hpp"
#include "load/report.hpp"
#include "load/scenarios.hpp"
#include "load/token.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace bench {

namespace {

constexpr nanos patience = 60 * second;
constexpr nanos drain_patience = 10 * second;

} // namespace

fanout::fanout(const options& o)
  : options_(o),
    texts_(o.size),
    group_(provision_group(o)),
    address_{{}, {}, group_.conversation},
    clients_(group_.members.size() * o.devices),
    last_seqs_(clients_.size()),
    loop_(o.hosts, o.port, *this, o.tls),
    meter_(o) {
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    const auto& member = group_.members[i % group_.members.size()];
    clients_[i].index = i;
    clients_[i].token = make_token(o.jwt_secret, member, "user");
  }
}

int fanout::run() {
  connect_and_join();
  meter_.start();
  sending_ = true;
  for (std::size_t i = 0; i < options_.in_flight; ++i)
    send();
  while (meter_.running() && closed_ == 0)
    loop_.turn(meter_.next_change());
  sending_ = false;
  auto deadline = now() + drain_patience;
  while (settled_ < messages_.size() && now() < deadline)
    loop_.turn(now() + 20 * millisecond);
  // What comes now came twice.
  for (auto end = now() + 100 * millisecond; now() < end;)
    loop_.turn(end);
  return tell();
}

void fanout::connect_and_join() {
  loop_.open_all(clients_);
  auto deadline = now() + patience;
  while (joined_ < clients_.size()) {
    loop_.turn(now() + 100 * millisecond);
    if (now() > deadline || closed_ > 0)
      throw std::runtime_error("not all have joined");
  }
}

void fanout::send() {
  content_key key{0, messages_.size()};
  auto& sender = clients_[key.number % options_.senders % clients_.size()];
  messages_.push_back({now(), meter_.measuring()});
  loop_.send(sender,
             send_packet(address_, messages_.size(), texts_.content(key), {}));
}

void fanout::ready(client& c) {
  loop_.send(c, join_packet(address_));
}

void fanout::packet(client& c, std::string_view text) {
  bool is_event = text.starts_with("42");
  text.remove_prefix(2);
  if (is_event)
    return on_message(c, text);
  auto ack = take_number(text);
  if (ack && *ack > 0)
    return on_ack(*ack, text);
  if (!after(text, R"("success":true)"))
    return loop_.close(c, "join refused: " + std::string(text));
  ++joined_;
}

void fanout::on_ack(std::uint64_t ack, std::string_view body) {
  if (ack > messages_.size())
    return;
  auto& m = messages_[ack - 1];
  ++answered_;
  m.acked = after(body, R"("success":true)").has_value();
  m.refused = !m.acked;
  if (m.acked) {
    posted_ += meter_.measuring() ? 1 : 0;
    if (m.measured)
      ack_latency_.add(now() - m.due);
  } else {
    ++errors_[error_code(body)];
  }
  settle(m);
}

void fanout::on_message(client& c, std::string_view event) {
  if (!event.starts_with(R"(["dm:message_received")"))
    return;
  auto& last = last_seqs_[c.index];
  auto seq = number_after(event, R"("seq":)").value_or(0);
  auto key = texts_.key_in(event);
  if (!key || key->number >= messages_.size())
    return;
  if (seq == last) {
    ++doubled_;
    return;
  }
  out_of_order_ += last != 0 && seq != last + 1 ? 1 : 0;
  last = seq;
  delivered_ += meter_.measuring() ? 1 : 0;
  auto& m = messages_[key->number];
  if (++m.deliveries != clients_.size())
    return;
  if (m.measured)
    last_latency_.add(now() - m.due);
  settle(m);
}

void fanout::settle(const message& m) {
  if (!m.refused && !(m.acked && m.deliveries == clients_.size()))
    return;
  ++settled_;
  if (sending_)
    send();
}

void fanout::closed(client& c, std::string_view why) {
  if (++closed_ <= 3)
    std::fprintf(stderr, "load: client %zu is closed: %.*s\n", c.index,
                 static_cast<int>(why.size()), why.data());
}

int fanout::tell() {
  std::uint64_t lost = 0;
  for (const auto& m : messages_) {
    lost +=
      m.acked ? clients_.size() - std::min(m.deliveries, clients_.size()) : 0;
    doubled_ += m.deliveries - std::min(m.deliveries, clients_.size());
  }
  report r;
  r.text("scenario", "fanout");
  r.count("members", group_.members.size());
  r.count("connections", clients_.size());
  r.count("in_flight", options_.in_flight);
  r.figure("seconds", meter_.seconds());
  r.figure("posted_per_s", double(posted_) / meter_.seconds(), 0);
  r.figure("delivered_per_s", double(delivered_) / meter_.seconds(), 0);
  r.latency("ack", ack_latency_);
  r.latency("last", last_latency_);
  meter_.tell(r, delivered_);
  r.count("sent", messages_.size());
  r.count("unanswered", messages_.size() - answered_);
  r.count("lost", lost);
  r.count("doubled", doubled_);
  r.count("out_of_order", out_of_order_);
  r.count("closed", closed_);
  r.counts("errors", errors_);
  r.print(options_.json);
  auto wrong = lost + doubled_ + out_of_order_ + closed_;
  return wrong > 0 || delivered_ == 0 ? 1 : 0;
}

int run_fanout(const options& o) {
  return fanout(o).run();
}

} // namespace bench
