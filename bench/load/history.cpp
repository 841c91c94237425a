#include "load/history.hpp"

#include "common/scan.hpp"
#include "load/report.hpp"
#include "load/scenarios.hpp"
#include "load/token.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace bench {

namespace {

constexpr nanos patience = 120 * second;
constexpr std::size_t page_size = 50;

} // namespace

history::history(const options& o)
  : options_(o),
    texts_(o.size),
    pairs_(provision_pairs(o)),
    loop_(o, o.in_flight, *this),
    errands_(o.in_flight),
    meter_(o) {
  for (const auto& p : pairs_) {
    tokens_.push_back({make_token(o.jwt_secret, p.user, "user"),
                       make_token(o.jwt_secret, p.astrologer, "astrologer")});
    paths_.push_back(messages_path(p) + "?limit=" + std::to_string(page_size));
  }
}

int history::run() {
  if (!options_.filled)
    do_all(phase::filling);
  do_all(phase::comparing);
  phase_ = phase::reading;
  meter_.start();
  reading_ = true;
  for (auto& l : loop_.links())
    read(l);
  while (meter_.running() && closed_ == 0)
    loop_.turn(meter_.next_change());
  reading_ = false;
  for (auto end = now() + second; under_way_ > 0 && now() < end;)
    loop_.turn(now() + 20 * millisecond);
  return tell();
}

void history::do_all(phase p) {
  phase_ = p;
  next_pair_ = 0;
  for (auto& l : loop_.links())
    if (begin_pair(l))
      p == phase::filling ? post(l) : read(l);
  auto deadline = now() + patience;
  while (under_way_ > 0) {
    loop_.turn(now() + 20 * millisecond);
    if (closed_ > 0 || !errors_.empty() || now() > deadline)
      throw std::runtime_error(
        "the conversations can't be filled: "
        + (errors_.empty() ? "no answer" : errors_.begin()->first));
  }
}

/// One link fills a conversation, so that message n gets seq n + 1.
bool history::begin_pair(rest_link& l) {
  if (next_pair_ == pairs_.size())
    return false;
  errands_[l.index] = {next_pair_++, 0};
  return true;
}

void history::post(rest_link& l) {
  const auto& e = errands_[l.index];
  const auto& pair = pairs_[e.pair];
  ++under_way_;
  loop_.ask(l, "POST", messages_path(pair), tokens_[e.pair][0],
            post_body(pair, texts_.content({e.pair, e.number})));
}

void history::read(rest_link& l) {
  auto& e = errands_[l.index];
  const auto turn = turns_++;
  if (phase_ == phase::reading)
    e.pair = turn % pairs_.size();
  e.since = now();
  e.measured = meter_.measuring();
  ++under_way_;
  loop_.ask(l, "GET", paths_[e.pair], tokens_[e.pair][turn / pairs_.size() % 2],
            {});
}

void history::answered(rest_link& l, int status, std::string_view body) {
  --under_way_;
  phase_ == phase::filling ? on_posted(l, status, body)
                           : on_page(l, status, body);
}

void history::on_posted(rest_link& l, int status, std::string_view body) {
  if (status / 100 != 2) {
    ++errors_[error_code(body)];
    return;
  }
  if (++errands_[l.index].number < options_.depth || begin_pair(l))
    post(l);
}

void history::on_page(rest_link& l, int status, std::string_view body) {
  const auto& e = errands_[l.index];
  const auto newest = std::min(options_.depth, page_size);
  if (status != 200)
    ++errors_[error_code(body)];
  else if (phase_ == phase::comparing)
    unexpected_ += is_whole(e.pair, body) ? 0 : 1;
  else if (body.size() < newest * options_.size)
    ++unexpected_;
  if (phase_ == phase::comparing)
    return begin_pair(l) ? read(l) : void();
  if (e.measured)
    latency_.add(now() - e.since);
  if (meter_.measuring()) {
    ++pages_;
    bytes_ += body.size();
  }
  if (reading_)
    read(l);
}

bool history::is_whole(std::size_t pair, std::string_view body) const {
  auto page = texts_.messages_in(body);
  auto newest = std::min(options_.depth, page_size);
  auto number = options_.depth - newest;
  bool right = page.size() == newest;
  for (const auto& m : page) {
    right = right
            && (options_.filled
                  ? m.seq == number + 1
                  : m.key && m.key->pair == pair && m.key->number == number);
    ++number;
  }
  return right;
}

void history::closed(rest_link&, std::string_view why) {
  if (++closed_ <= 3)
    std::fprintf(stderr, "load: a connection is closed: %.*s\n",
                 static_cast<int>(why.size()), why.data());
}

int history::tell() {
  report r;
  r.text("scenario", "history");
  r.count("conversations", pairs_.size());
  r.count("messages_each", options_.depth);
  r.count("in_flight", options_.in_flight);
  r.figure("seconds", meter_.seconds());
  r.figure("pages_per_s", double(pages_) / meter_.seconds(), 0);
  r.latency("page", latency_);
  r.count("page_bytes", pages_ > 0 ? bytes_ / pages_ : 0);
  meter_.tell(r, pages_);
  r.count("unanswered", under_way_);
  r.count("unexpected", unexpected_);
  r.count("closed", closed_);
  r.counts("errors", errors_);
  r.print(options_.json);
  auto wrong = under_way_ + unexpected_ + closed_ + errors_.size();
  return wrong > 0 || pages_ == 0 ? 1 : 0;
}

int run_history(const options& o) {
  return history(o).run();
}

} // namespace bench
