// How one client comes back, and what it does about what it hears.

#include "common/scan.hpp"
#include "load/storm.hpp"

#include <algorithm>

namespace bench {

namespace {

/// As Socket.IO's clients wait by default.
constexpr nanos first_delay = second;
constexpr nanos longest_delay = 5 * second;

} // namespace

void storm::return_to(client& c) {
  const auto& mine = inboxes_[c.index];
  if (!options_.by_history)
    c.cursors = R"({")" + pairs_[c.index / 2].conversation + R"(":")"
                + std::to_string(mine.last_seq) + "."
                + std::to_string(mine.last_rev) + R"("})";
  if (c.state == client_state::closed)
    return loop_.open(c);
  if (c.state != client_state::ready)
    return;
  if (options_.by_history)
    ask_history(c);
  else
    loop_.send(c, sync_packet(c.cursors));
}

void storm::retry_later(client& c) {
  const auto doublings = std::min(inboxes_[c.index].attempts++, 3U);
  const auto delay = std::min(first_delay << doublings, longest_delay);
  std::uniform_real_distribution<double> around(0.5, 1.5);
  retries_.emplace(now() + static_cast<nanos>(double(delay) * around(random_)),
                   c.index);
}

void storm::retry_due() {
  while (!retries_.empty() && retries_.top().first <= now()) {
    auto& c = clients_[retries_.top().second];
    retries_.pop();
    return_to(c);
  }
}

void storm::on_closed(std::size_t pair, side which, std::string_view why) {
  if (phase_ == phase::losing)
    return;
  if (phase_ == phase::meeting)
    return pair_links::on_closed(pair, which, why);
  auto& c = link(pair, which);
  auto& mine = inboxes_[c.index];
  ++(mine.behind ? attempts_failed_ : lost_again_);
  ++failures_[std::string(why)];
  retry_later(c);
}

void storm::ready(client& c) {
  if (phase_ == phase::returning) {
    last_ready_ = now();
    ready_latency_.add(last_ready_ - loss_);
    if (!options_.by_history)
      return; // whoever names a conversation has joined it
  }
  pair_links::ready(c);
}

void storm::on_joined(std::size_t pair, side which) {
  if (phase_ == phase::returning)
    ask_history(link(pair, which));
}

void storm::ask_history(client& c) {
  loop_.send(
    c, history_packet(pairs_[c.index / 2], 1, inboxes_[c.index].last_seq));
}

void storm::on_ack(std::size_t pair, side which, std::uint64_t,
                   std::string_view body) {
  if (!after(body, R"("success":true)"))
    on_refusal(link(pair, which), body);
}

/// Connected, but not brought up to date: asks for that again.
void storm::on_refusal(client& c, std::string_view body) {
  unexpected_ += inboxes_[c.index].behind ? 0 : 1;
  ++refused_;
  ++failures_[error_code(body)];
  retry_later(c);
}

void storm::on_event(std::size_t pair, side which, std::string_view event) {
  auto& c = link(pair, which);
  if (event.starts_with(R"("dm:message_received")"))
    on_message(c, event);
  else if (event.starts_with(R"("dm:history")"))
    on_page(c, event);
  else if (event.starts_with(R"("synced")"))
    catch_up_done(c);
  else if (event.starts_with(R"("error")"))
    on_refusal(c, event);
}

void storm::on_message(client& c, std::string_view event) {
  auto& mine = inboxes_[c.index];
  const auto seq = number_after(event, R"("seq":)").value_or(0);
  const auto key = texts_.key_in(event);
  if (!key || key->pair != c.index / 2 || key->number + 1 != seq) {
    ++unexpected_;
    return;
  }
  mine.newest_seq = std::max(mine.newest_seq, seq);
  if (options_.by_history && phase_ == phase::returning) {
    // What a page brought may come live once more, and what follows a gap will
    // come with the next page: whoever reads history has to see to that.
    if (seq <= mine.paged_seq)
      return;
    if (mine.behind && seq != mine.last_seq + 1)
      return;
  }
  keep(mine, seq);
  mine.last_rev =
    std::max(mine.last_rev, number_after(event, R"("rev":)").value_or(0));
}

void storm::on_page(client& c, std::string_view page) {
  auto& mine = inboxes_[c.index];
  for (const auto& m : texts_.messages_in(page)) {
    if (!m.key || m.key->pair != c.index / 2 || m.key->number + 1 != m.seq)
      ++unexpected_;
    else if (m.seq > mine.last_seq)
      keep(mine, m.seq);
  }
  mine.paged_seq = mine.last_seq;
  if (after(page, R"("hasMore":true)") || mine.last_seq < mine.newest_seq)
    ask_history(c);
  else
    catch_up_done(c);
}

void storm::keep(inbox& mine, std::uint64_t seq) {
  mine.seen.resize(std::max<std::size_t>(mine.seen.size(), seq));
  if (mine.seen[seq - 1]++ > 0)
    ++doubled_;
  else if (seq != mine.last_seq + 1)
    ++out_of_order_;
  mine.last_seq = std::max(mine.last_seq, seq);
}

void storm::catch_up_done(client& c) {
  auto& mine = inboxes_[c.index];
  if (!mine.behind)
    return;
  mine.behind = false;
  mine.attempts = 0;
  --behind_;
  synced_early_ += mine.last_seq < due_seq_ ? 1 : 0;
  auto took = now() - loss_;
  caught_up_latency_.add(took);
  slowest_ = std::max(slowest_, took);
}

} // namespace bench
