#include "load/connect.hpp"

#include "load/connect_polling.hpp"
#include "load/provision.hpp"
#include "load/report.hpp"
#include "load/scenarios.hpp"
#include "load/token.hpp"

#include <cstdio>
#include <utility>

namespace bench {

// -- arrivals -----------------------------------------------------------------

arrivals::arrivals(const options& o)
  : window(o),
    options_(o),
    users_(provision_users(o)) {
  // nop
}

std::string arrivals::next_token() {
  const auto& user = users_[next_user_++ % users_.size()];
  return make_token(options_.jwt_secret, user, "user");
}

void arrivals::let_in(nanos since) {
  if (!window.measuring())
    return;
  ++connects_;
  latency_.add(now() - since);
}

void arrivals::refused(std::string_view why) {
  if (++refused_ <= 3)
    std::fprintf(stderr, "load: not let in: %.*s\n",
                 static_cast<int>(why.size()), why.data());
}

int arrivals::tell(std::string_view transport) const {
  report r;
  r.text("scenario", "connect");
  r.text("transport", std::string(transport));
  r.count("in_flight", options_.in_flight);
  r.figure("seconds", window.seconds());
  r.figure("connects_per_s", double(connects_) / window.seconds(), 0);
  r.latency("connect", latency_);
  window.tell(r, connects_);
  r.count("refused", refused_);
  r.print(options_.json);
  return refused_ > 0 || connects_ == 0 ? 1 : 0;
}

// -- over WebSocket -----------------------------------------------------------

connect::connect(const options& o)
  : options_(o),
    arrivals_(o),
    clients_(o.in_flight),
    since_(o.in_flight),
    loop_(o.hosts, o.port, *this) {
  for (std::size_t i = 0; i < clients_.size(); ++i)
    clients_[i].index = i;
}

int connect::run() {
  arrivals_.window.start();
  for (auto& c : clients_)
    open(c);
  while (arrivals_.window.running()) {
    loop_.turn(arrivals_.window.next_change());
    for (auto* c : std::exchange(gone_, {}))
      open(*c);
  }
  return arrivals_.tell("websocket");
}

void connect::open(client& c) {
  c.token = arrivals_.next_token();
  since_[c.index] = now();
  loop_.open(c);
}

void connect::ready(client& c) {
  arrivals_.let_in(since_[c.index]);
  leaving_ = true;
  loop_.close(c, "");
  leaving_ = false;
}

void connect::packet(client&, std::string_view) {
  // nop
}

void connect::closed(client& c, std::string_view why) {
  if (!leaving_)
    arrivals_.refused(why);
  gone_.push_back(&c);
}

int run_connect(const options& o) {
  return o.polling ? connect_polling(o).run() : connect(o).run();
}

} // namespace bench
