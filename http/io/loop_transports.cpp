// How connections come to a loop and leave it.

#include "http/io/loop.hpp"

#include <sys/epoll.h>

#include <utility>

namespace http::io {

void loop::admit_arrivals() {
  if (!has_arrivals_.exchange(false))
    return;
  std::vector<arrival> arrived;
  decltype(polling_arrivals_) polling;
  std::optional<actors::close_reason> closing;
  {
    std::lock_guard guard{mutex_};
    arrived.swap(arrivals_);
    polling.swap(polling_arrivals_);
    closing.swap(closing_);
  }
  for (auto& [session, hello] : polling)
    admit(session, std::move(hello));
  for (auto& x : arrived)
    admit(std::move(x));
  if (!closing)
    return;
  refusing_ = closing;
  const auto all = transports_; // closing one may end it
  for (const auto& x : all)
    guarded(*x, [&] { x->end(*closing); });
}

void loop::add(std::shared_ptr<transport> x) {
  x->index = static_cast<std::uint32_t>(transports_.size());
  transports_.push_back(std::move(x));
  env.live.add();
  env.metrics.sockets_open.add(1);
  env.metrics.sockets_opened.add();
}

void loop::admit(arrival x) {
  auto made = std::make_shared<connection>(shared_from_this(), x);
  made->interest = EPOLLIN;
  add(made);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = made.get();
  const auto added =
    ::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, made->socket(), &event);
  if (added != 0 || !made->start(x.greeting)) {
    made->cut(actors::close_reason::client_left);
    return;
  }
  guarded(*made, [&] {
    if (!made->is_upgrade())
      open_session(*made, std::move(x.hello));
    else if (refusing_ || !made->begin_upgrade())
      made->end(refusing_.value_or(actors::close_reason::protocol_error));
    made->on_early_bytes(x.early_bytes, {buffer_.get(), buffer_size});
  });
}

void loop::admit(const std::shared_ptr<polling_session>& x,
                 actors::handshake hello) {
  add(x);
  guarded(*x, [&] {
    x->start();
    open_session(*x, std::move(hello));
  });
}

void loop::open_session(transport& x, actors::handshake hello) {
  if (refusing_) {
    x.end(*refusing_);
    return;
  }
  auto session = env.gateway.open(std::move(hello), share(x));
  if (session)
    x.attach(std::move(session));
  else
    x.end(actors::close_reason::internal);
}

void loop::forget(transport& x) {
  // Still on the list of turns, or about to be: its last turn brings it here
  // again. A dead transport is given no new ones.
  if (x.has_turn())
    return;
  const auto index = x.index;
  gone_.push_back(std::move(transports_[index]));
  if (index + 1 != transports_.size()) {
    transports_[index] = std::move(transports_.back());
    transports_[index]->index = index;
  }
  transports_.pop_back();
  env.metrics.sockets_open.add(-1);
  env.metrics.sockets_closed.add();
  env.live.remove();
}

std::future<void> loop::finish_work() {
  auto done = finished_.get_future();
  finishing_.store(true);
  wake();
  return done;
}

void loop::look_for_work_left() {
  if (!finishing_.load())
    return;
  bool left = false;
  refusing_ = actors::close_reason::shutting_down;
  for (const auto& x : transports_) {
    x->stop_reading();
    left = left || x->has_work();
  }
  if (left)
    return;
  finishing_.store(false);
  finished_.set_value();
}

/// The end of the thread: who posts later finds the transports dead, and
/// the list of turns is not read again.
void loop::cut_all() {
  {
    std::lock_guard guard{mutex_};
    ended_ = true;
    arrivals_.clear();
    for (const auto& [session, hello] : polling_arrivals_)
      env.sessions.remove(hello.sid);
    polling_arrivals_.clear();
  }
  const auto all = transports_;
  for (const auto& x : all)
    x->cut(actors::close_reason::shutting_down);
  for (std::size_t i = 0; i < transports_.size(); ++i) {
    env.metrics.sockets_open.add(-1);
    env.metrics.sockets_closed.add();
    env.live.remove();
  }
  transports_.clear();
  gone_.clear();
}

} // namespace http::io
