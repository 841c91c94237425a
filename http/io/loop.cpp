#include "http/io/loop.hpp"

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace http::io {

namespace {

/// The decoder's UTF-8 check may read, not use, bytes behind what was read.
constexpr std::size_t buffer_padding = 64;
constexpr std::size_t max_events = 256;

descriptor checked(int number, const char* what) {
  if (number < 0)
    throw std::system_error{errno, std::generic_category(), what};
  return descriptor{number};
}

} // namespace

loop::loop(std::shared_ptr<environment> x)
  : shared{std::move(x)},
    env{*shared},
    epoll_{checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")},
    wakeup_{checked(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")},
    now_{steady_ms()},
    wheel_{now_},
    buffer_{new char[buffer_size + buffer_padding]()} {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = nullptr;
  ::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, wakeup_.number(), &event);
}

loop::~loop() {
  stop();
}

void loop::lend_to(actors::runner& actors) {
  runner_ = &actors;
  actors.on_work([this] { wake(); });
}

void loop::start() {
  thread_ = std::thread{[this] {
    ::pthread_setname_np(::pthread_self(), "sockets");
    run();
  }};
}

void loop::adopt(arrival x) {
  {
    std::lock_guard guard{mutex_};
    if (ended_)
      return;
    arrivals_.push_back(std::move(x));
  }
  has_arrivals_.store(true);
  wake();
}

void loop::adopt(std::shared_ptr<polling_session> x, actors::handshake hello) {
  {
    std::lock_guard guard{mutex_};
    if (ended_) {
      // Those that are known by their id hold this loop.
      env.sessions.remove(hello.sid);
      return;
    }
    polling_arrivals_.emplace_back(std::move(x), std::move(hello));
  }
  has_arrivals_.store(true);
  wake();
}

void loop::close_all(actors::close_reason reason) {
  {
    std::lock_guard guard{mutex_};
    closing_ = reason;
  }
  has_arrivals_.store(true);
  wake();
}

void loop::stop() {
  stopping_.store(true);
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto n = ::write(wakeup_.number(), &one, sizeof(one));
  if (thread_.joinable())
    thread_.join();
}

void loop::request_turn(transport& x) noexcept {
  auto* head = turns_.load(std::memory_order_relaxed);
  do {
    x.next_turn = head;
  } while (!turns_.compare_exchange_weak(head, &x));
  // With others on the list, whoever put the first there has woken the thread.
  if (head == nullptr)
    wake();
}

/// Pairs with `time_to_sleep`: either this sees the thread asleep, or the
/// thread's last look sees the work that was put down before.
void loop::wake() noexcept {
  if (!asleep_.load() || !asleep_.exchange(false))
    return;
  env.metrics.io_wakeups.add();
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto n = ::write(wakeup_.number(), &one, sizeof(one));
}

bool loop::has_work() noexcept {
  return turns_.load() != nullptr || has_arrivals_.load() || stopping_.load()
         || (runner_ != nullptr && runner_->has_work());
}

int loop::time_to_sleep() {
  asleep_.store(true);
  if (has_work()) {
    asleep_.store(false);
    return 0;
  }
  const auto look = wheel_.next_look();
  // Work is finished without a word to this thread.
  const tick_ms longest = finishing_.load() ? 10 : 60'000;
  if (!look)
    return finishing_.load() ? static_cast<int>(longest) : -1;
  return static_cast<int>(std::clamp<tick_ms>(*look - steady_ms(), 0, longest));
}

void loop::run() {
  while (!stopping_.load()) {
    handle_events(time_to_sleep());
    admit_arrivals();
    fire_timers();
    if (runner_ != nullptr)
      runner_->run_some();
    give_turns();
    look_for_work_left();
    gone_.clear();
    counters.add_to(env.metrics);
  }
  cut_all();
}

void loop::handle_events(int timeout_ms) {
  std::array<epoll_event, max_events> events;
  const auto n = ::epoll_wait(epoll_.number(), events.data(),
                              static_cast<int>(events.size()), timeout_ms);
  asleep_.store(false);
  now_ = steady_ms();
  for (int i = 0; i < n; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    if (event.data.ptr == nullptr) {
      std::uint64_t count = 0;
      [[maybe_unused]] const auto m =
        ::read(wakeup_.number(), &count, sizeof(count));
      continue;
    }
    handle_event(*static_cast<connection*>(event.data.ptr), event.events);
  }
}

void loop::handle_event(connection& x, std::uint32_t events) {
  guarded(x, [&] {
    if ((events & EPOLLIN) != 0)
      x.on_readable({buffer_.get(), buffer_size});
    else if ((events & (EPOLLERR | EPOLLHUP)) != 0)
      x.on_hangup();
    if ((events & EPOLLOUT) != 0)
      x.on_writable();
  });
}

void loop::fire_timers() {
  while (auto* t = wheel_.next_due(now_)) {
    auto& x = static_cast<transport&>(*t);
    guarded(x, [&] { x.on_timer(); });
  }
}

void loop::give_turns() {
  // The list is a stack. The first to ask is first: that is whoever waits for
  // an answer, before those who are told of what was done.
  transport* x = nullptr;
  for (auto* last = turns_.exchange(nullptr); last != nullptr;) {
    auto* before = last->next_turn;
    last->next_turn = x;
    x = last;
    last = before;
  }
  // A polling session may ask for its first turn after arrivals were admitted:
  // its client knows it from the moment it is queued there.
  admit_arrivals();
  while (x != nullptr) {
    auto* next = x->next_turn; // its turn may be its end, or a new place
    guarded(*x, [x] { x->on_turn(); });
    x = next;
  }
}

void loop::watch(connection& x, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &x;
  x.interest = events;
  ::epoll_ctl(epoll_.number(), EPOLL_CTL_MOD, x.socket(), &event);
}

} // namespace http::io
