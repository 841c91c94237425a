#include "load/survive.hpp"

#include "common/scan.hpp"
#include "load/pace.hpp"
#include "load/report.hpp"
#include "load/scenarios.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace bench {

namespace {

constexpr nanos first_delay = 100 * millisecond;
constexpr nanos longest_delay = second;
constexpr nanos drain_patience = 20 * second;

constexpr const char* name_of(int state) {
  constexpr std::array names = {"unknown", "unknown", "acked", "refused"};
  return names.at(static_cast<std::size_t>(state));
}

} // namespace

survive::survive(const options& o)
  : pair_links(o),
    texts_(o.size),
    messages_(pairs_.size()),
    retries_(clients_.size()),
    sender_joined_(pairs_.size()) {
  // nop
}

int survive::run() {
  connect_and_join();
  pace schedule(options_.rate > 0 ? options_.rate : 300, now());
  auto end = now() + static_cast<nanos>(options_.seconds * second);
  for (auto at = now(); at < end; at = now()) {
    reconnect_due();
    for (; schedule.next() <= at;) {
      auto pair = schedule.take() % pairs_.size();
      if (sender_joined_[pair])
        send(pair, messages_[pair].size());
      else
        ++skipped_;
    }
    loop_.turn(std::min({end, schedule.next(), next_reconnect()}));
  }
  for (auto deadline = now() + drain_patience;
       !settled() && now() < deadline;) {
    reconnect_due();
    loop_.turn(std::min(now() + 20 * millisecond, next_reconnect()));
  }
  write_log();
  return tell();
}

void survive::send(std::size_t pair, std::size_t number) {
  auto& messages = messages_[pair];
  if (number == messages.size())
    messages.emplace_back();
  ++messages[number].sends;
  content_key key{pair, number};
  auto client_id = is_named(pair) ? texts_.client_id(key) : std::string();
  loop_.send(
    link(pair, side::sender),
    send_packet(pairs_[pair], number + 1, texts_.content(key), client_id));
}

void survive::on_joined(std::size_t pair, side which) {
  retries_[link(pair, which).index] = {};
  if (which != side::sender)
    return;
  sender_joined_[pair] = true;
  const auto& messages = messages_[pair];
  for (std::size_t i = 0; i < messages.size(); ++i)
    if (messages[i].state == outcome::waiting)
      send(pair, i);
}

void survive::on_ack(std::size_t pair, side, std::uint64_t ack,
                     std::string_view body) {
  if (ack > messages_[pair].size())
    return;
  auto& m = messages_[pair][ack - 1];
  if (!after(body, R"("success":true)")) {
    m.state = outcome::refused;
    m.error = std::string(text_after(body, R"("error":)"));
    return;
  }
  auto seq = number_after(body, R"("seq":)").value_or(0);
  if (m.state == outcome::acked && m.seq != seq)
    ++m.conflicts;
  m.state = outcome::acked;
  m.seq = seq;
  m.id = std::string(text_after(body, R"("id":)"));
}

void survive::on_event(std::size_t pair, side which, std::string_view event) {
  if (!event.starts_with(R"("dm:message_received")"))
    return;
  auto key = texts_.key_in(event);
  if (!key || key->pair != pair || key->number >= messages_[pair].size())
    return;
  auto& m = messages_[pair][key->number];
  auto seq = number_after(event, R"("seq":)").value_or(0);
  if (m.delivered_seq != 0 && m.delivered_seq != seq)
    ++m.conflicts;
  m.delivered_seq = seq;
  ++m.seen[static_cast<std::size_t>(which)];
}

void survive::on_closed(std::size_t pair, side which, std::string_view) {
  auto& r = retries_[link(pair, which).index];
  r.delay = r.delay == 0 ? first_delay : std::min(2 * r.delay, longest_delay);
  r.at = now() + r.delay;
  if (which != side::sender)
    return;
  sender_joined_[pair] = false;
  if (!is_named(pair))
    for (auto& m : messages_[pair])
      if (m.state == outcome::waiting)
        m.state = outcome::unknown;
}

void survive::reconnect_due() {
  auto at = now();
  for (auto& c : clients_) {
    auto& r = retries_[c.index];
    if (r.at == 0 || r.at > at)
      continue;
    r.at = 0;
    ++reconnects_;
    loop_.open(c);
  }
}

nanos survive::next_reconnect() const {
  auto next = now() + second;
  for (const auto& r : retries_)
    if (r.at != 0)
      next = std::min(next, r.at);
  return next;
}

bool survive::settled() const {
  for (const auto& messages : messages_)
    for (const auto& m : messages)
      if (m.state == outcome::waiting)
        return false;
  return true;
}

void survive::write_log() const {
  if (options_.log.empty())
    return;
  auto close = [](std::FILE* file) { std::fclose(file); };
  std::unique_ptr<std::FILE, decltype(close)> file(
    std::fopen(options_.log.c_str(), "w"));
  if (!file)
    throw std::runtime_error("cannot write " + options_.log);
  for (std::size_t pair = 0; pair < messages_.size(); ++pair)
    for (std::size_t i = 0; i < messages_[pair].size(); ++i)
      write_line(file.get(), pair, i);
}

void survive::write_line(std::FILE* file, std::size_t pair,
                         std::size_t number) const {
  const auto& m = messages_[pair][number];
  content_key key{pair, number};
  auto client_id =
    is_named(pair) ? "\"" + texts_.client_id(key) + "\"" : "null";
  std::fprintf(
    file,
    R"({"conversation":"%s","content":"%s","clientMessageId":%s,)"
    R"("outcome":"%s","id":"%s","seq":%llu,"error":"%s","sends":%u,)"
    R"("deliveredSeq":%llu,"toSender":%u,"toReceiver":%u,"conflicts":%u})"
    "\n",
    pairs_[pair].conversation.c_str(), texts_.content(key).c_str(),
    client_id.c_str(), name_of(static_cast<int>(m.state)), m.id.c_str(),
    static_cast<unsigned long long>(m.seq), m.error.c_str(), m.sends,
    static_cast<unsigned long long>(m.delivered_seq), m.seen[0], m.seen[1],
    m.conflicts);
}

int survive::tell() const {
  std::array<std::uint64_t, 4> by_state{};
  std::uint64_t sent = 0;
  std::uint64_t resent = 0;
  std::uint64_t conflicts = 0;
  for (const auto& messages : messages_) {
    for (const auto& m : messages) {
      ++by_state[static_cast<std::size_t>(m.state)];
      ++sent;
      resent += m.sends > 1 ? 1 : 0;
      conflicts += m.conflicts;
    }
  }
  report r;
  r.text("scenario", "survive");
  r.count("pairs", pairs_.size());
  r.count("sent", sent);
  r.count("resent", resent);
  r.count("acked", by_state[2]);
  r.count("unknown", by_state[0] + by_state[1]);
  r.count("refused", by_state[3]);
  r.count("skipped", skipped_);
  r.count("reconnects", reconnects_);
  r.count("conflicts", conflicts);
  r.print(options_.json);
  return conflicts > 0 ? 1 : 0;
}

int run_survive(const options& o) {
  return survive(o).run();
}

} // namespace bench
