#include "load/pair_links.hpp"

#include "common/scan.hpp"
#include "load/text.hpp"
#include "load/token.hpp"

#include <cstdio>
#include <stdexcept>
#include <string>

namespace bench {

namespace {

constexpr nanos join_patience = 60 * second;

side side_of(const client& c) {
  return c.index % 2 == 0 ? side::sender : side::receiver;
}

} // namespace

pair_links::pair_links(const options& o)
  : options_(o),
    pairs_(provision_pairs(o)),
    clients_(2 * pairs_.size()),
    loop_(o.hosts, o.port, *this, o.tls) {
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    const auto& pair = pairs_[i / 2];
    clients_[i].index = i;
    clients_[i].token =
      i % 2 == 0 ? make_token(o.jwt_secret, pair.user, "user")
                 : make_token(o.jwt_secret, pair.astrologer, "astrologer");
  }
}

void pair_links::connect_and_join(bool receivers) {
  const auto wanted = receivers ? clients_.size() : pairs_.size();
  loop_.open_all(clients_, receivers ? 1 : 2);
  auto deadline = now() + join_patience;
  while (joined_ < wanted) {
    loop_.turn(now() + 100 * millisecond);
    if (now() > deadline || closed_ > 0)
      throw std::runtime_error("not all have joined");
  }
}

void pair_links::ready(client& c) {
  loop_.send(c, join_packet(pairs_[c.index / 2]));
}

void pair_links::packet(client& c, std::string_view text) {
  auto pair = c.index / 2;
  bool is_event = text.starts_with("42");
  text.remove_prefix(2);
  auto ack = take_number(text);
  if (text.size() < 2)
    return;
  if (is_event)
    return on_event(pair, side_of(c), text.substr(1));
  if (ack && *ack > 0)
    return on_ack(pair, side_of(c), *ack, text);
  if (!after(text, R"("success":true)"))
    return loop_.close(c, "join refused: " + std::string(text));
  ++joined_;
  on_joined(pair, side_of(c));
}

void pair_links::closed(client& c, std::string_view why) {
  ++closed_;
  on_closed(c.index / 2, side_of(c), why);
}

void pair_links::on_joined(std::size_t, side) {
  // nop
}

void pair_links::on_ack(std::size_t, side, std::uint64_t, std::string_view) {
  // nop
}

void pair_links::on_closed(std::size_t pair, side, std::string_view why) {
  if (closed_ <= 3)
    std::fprintf(stderr, "load: a client of pair %zu is closed: %.*s\n", pair,
                 static_cast<int>(why.size()), why.data());
}

client& pair_links::link(std::size_t pair, side which) {
  return clients_[2 * pair + (which == side::sender ? 0 : 1)];
}

} // namespace bench
