// How connections come to a loop and leave it.

#include "http/io/loop.hpp"

#include <sys/epoll.h>

#include <utility>

namespace http::io {

void loop::admit_arrivals() {
  if (!has_arrivals_.exchange(false))
    return;
  std::vector<arrival> arrived;
  std::optional<actors::close_reason> closing;
  {
    std::lock_guard guard{mutex_};
    arrived.swap(arrivals_);
    closing.swap(closing_);
  }
  for (auto& x : arrived)
    admit(std::move(x));
  if (!closing)
    return;
  refusing_ = closing;
  const auto all = connections_; // closing one may end it
  for (const auto& x : all)
    guarded(*x, [&] { x->begin_close(*closing); });
}

void loop::admit(arrival x) {
  auto made =
    std::make_shared<connection>(shared_from_this(), std::move(x.socket));
  made->index = static_cast<std::uint32_t>(connections_.size());
  made->interest = EPOLLIN;
  connections_.push_back(made);
  env.live.add();
  env.metrics.sockets_open.add(1);
  env.metrics.sockets_opened.add();
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
    if (refusing_) {
      made->begin_close(*refusing_);
      return;
    }
    auto session = env.gateway.open(std::move(x.hello), made);
    if (!session)
      return made->begin_close(actors::close_reason::internal);
    made->attach(std::move(session));
    made->on_early_bytes(x.early_bytes, {buffer_.get(), buffer_size});
  });
}

void loop::forget(connection& x) {
  // Still on the list of turns, or about to be: its last turn brings it here
  // again. A dead connection is given no new ones.
  if (x.has_turn())
    return;
  const auto index = x.index;
  gone_.push_back(std::move(connections_[index]));
  if (index + 1 != connections_.size()) {
    connections_[index] = std::move(connections_.back());
    connections_[index]->index = index;
  }
  connections_.pop_back();
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
  for (const auto& x : connections_) {
    x->stop_reading();
    left = left || x->has_work();
  }
  if (left)
    return;
  finishing_.store(false);
  finished_.set_value();
}

/// The end of the thread: who posts later finds the connections dead, and
/// the list of turns is not read again.
void loop::cut_all() {
  {
    std::lock_guard guard{mutex_};
    ended_ = true;
    arrivals_.clear();
  }
  const auto all = connections_;
  for (const auto& x : all)
    x->cut(actors::close_reason::shutting_down);
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    env.metrics.sockets_open.add(-1);
    env.metrics.sockets_closed.add();
    env.live.remove();
  }
  connections_.clear();
  gone_.clear();
}

} // namespace http::io
