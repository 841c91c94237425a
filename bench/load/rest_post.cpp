#include "load/rest_post.hpp"

#include "common/scan.hpp"
#include "load/report.hpp"
#include "load/scenarios.hpp"
#include "load/token.hpp"

#include <cstdio>
#include <stdexcept>

namespace bench {

namespace {

constexpr nanos drain_patience = 10 * second;
constexpr nanos verify_patience = 120 * second;
constexpr std::size_t page_size = 100;

} // namespace

rest_post::rest_post(const options& o)
  : options_(o),
    texts_(o.size),
    pairs_(provision_pairs(o)),
    conversations_(pairs_.size()),
    loop_(o, o.in_flight, *this),
    errands_(o.in_flight),
    meter_(o) {
  for (std::size_t i = 0; i < pairs_.size(); ++i)
    conversations_[i].token = make_token(o.jwt_secret, pairs_[i].user, "user");
}

int rest_post::run() {
  meter_.start();
  posting_ = true;
  for (auto& l : loop_.links())
    post_next(l);
  while (meter_.running() && closed_ == 0)
    loop_.turn(meter_.next_change());
  posting_ = false;
  auto deadline = now() + drain_patience;
  while (under_way_ > 0 && now() < deadline)
    loop_.turn(now() + 20 * millisecond);
  if (under_way_ == 0 && closed_ == 0)
    verify();
  return tell();
}

void rest_post::post_next(rest_link& l) {
  auto pair = next_pair_++ % pairs_.size();
  auto& c = conversations_[pair];
  errands_[l.index] = {pair, c.messages.size()};
  c.messages.push_back({now(), meter_.measuring()});
  auto content = texts_.content({pair, c.messages.size() - 1});
  ++sent_;
  ++under_way_;
  loop_.ask(l, "POST", messages_path(pairs_[pair]), c.token,
            post_body(pairs_[pair], content));
}

void rest_post::answered(rest_link& l, int status, std::string_view body) {
  --under_way_;
  if (verifying_)
    return on_page(l, status, body);
  ++answered_;
  on_posted(errands_[l.index], status, body);
  if (posting_)
    post_next(l);
}

void rest_post::on_posted(errand done, int status, std::string_view body) {
  auto& m = conversations_[done.pair].messages[done.number];
  if (status / 100 != 2 || !after(body, R"("success":true)")
      || number_after(body, R"("seq":)").value_or(0) == 0) {
    ++errors_[error_code(body)];
    return;
  }
  m.stored = true;
  if (m.measured)
    latency_.add(now() - m.due);
  posted_ += meter_.measuring() ? 1 : 0;
}

void rest_post::closed(rest_link&, std::string_view why) {
  if (++closed_ <= 3)
    std::fprintf(stderr, "load: a connection is closed: %.*s\n",
                 static_cast<int>(why.size()), why.data());
}

// -- reading back -------------------------------------------------------------

void rest_post::verify() {
  verifying_ = true;
  next_pair_ = 0;
  for (auto& l : loop_.links()) {
    if (next_pair_ == pairs_.size())
      break;
    errands_[l.index].pair = next_pair_++;
    read_page(l);
  }
  auto deadline = now() + verify_patience;
  while (under_way_ > 0 && closed_ == 0) {
    loop_.turn(now() + 20 * millisecond);
    if (now() > deadline)
      throw std::runtime_error("messages can't be read back in 120 s");
  }
}

void rest_post::read_page(rest_link& l) {
  const auto pair = errands_[l.index].pair;
  const auto& c = conversations_[pair];
  ++under_way_;
  loop_.ask(l, "GET",
            messages_path(pairs_[pair]) + "?limit=" + std::to_string(page_size)
              + "&after=" + std::to_string(c.last_seq),
            c.token, {});
}

void rest_post::on_page(rest_link& l, int status, std::string_view body) {
  if (status != 200)
    throw std::runtime_error("reading back: " + std::string(body));
  auto& pair = errands_[l.index].pair;
  auto& c = conversations_[pair];
  const auto page = texts_.messages_in(body);
  for (const auto& m : page) {
    out_of_order_ += m.seq == c.last_seq + 1 ? 0 : 1;
    c.last_seq = m.seq;
    if (m.key && m.key->pair == pair && m.key->number < c.messages.size())
      ++c.messages[m.key->number].seen;
  }
  if (page.size() < page_size) {
    if (next_pair_ == pairs_.size())
      return;
    pair = next_pair_++;
  }
  read_page(l);
}

int rest_post::tell() {
  std::uint64_t lost = 0;
  std::uint64_t doubled = 0;
  for (const auto& c : conversations_) {
    for (const auto& m : c.messages) {
      lost += verifying_ && m.stored && m.seen == 0 ? 1 : 0;
      doubled += m.seen > 1 ? 1 : 0;
    }
  }
  report r;
  r.text("scenario", "post");
  r.count("pairs", pairs_.size());
  r.count("in_flight", options_.in_flight);
  r.figure("seconds", meter_.seconds());
  r.figure("posted_per_s", double(posted_) / meter_.seconds(), 0);
  r.latency("post", latency_);
  meter_.tell(r, posted_);
  r.count("sent", sent_);
  r.count("unanswered", sent_ - answered_);
  r.count("lost", lost);
  r.count("doubled", doubled);
  r.count("out_of_order", out_of_order_);
  r.count("closed", closed_);
  r.counts("errors", errors_);
  r.print(options_.json);
  auto wrong = lost + doubled + out_of_order_ + closed_ + sent_ - answered_;
  return wrong > 0 || !verifying_ || posted_ == 0 ? 1 : 0;
}

int run_post(const options& o) {
  return rest_post(o).run();
}

} // namespace bench
