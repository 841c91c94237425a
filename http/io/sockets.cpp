#include "http/io/sockets.hpp"

#include <algorithm>
#include <utility>

namespace http::io {

sockets::sockets(const config::settings& settings, actors::gateway& gateway,
                 base::metrics& metrics, actors::runner* runner,
                 tick_ms upgrade_ms)
  : environment_{new environment{
    settings, gateway, metrics, {}, upgrade_ms, {}, {}}},
    runner_{runner} {
  environment_->limits.max_message = settings.max_payload_bytes;
  const auto count = std::max<std::uint32_t>(settings.io_threads, 1);
  for (std::uint32_t i = 0; i < count; ++i)
    loops_.push_back(std::make_shared<loop>(environment_));
  if (runner_ != nullptr)
    loops_.front()->lend_to(*runner_);
  for (const auto& l : loops_)
    l->start();
}

sockets::~sockets() {
  stop();
}

void sockets::adopt(arrival x) {
  // A socket that takes a session over belongs to that session's thread.
  const auto& home = x.upgrades ? x.upgrades->home() : next_loop();
  home->adopt(std::move(x));
}

std::shared_ptr<polling_session>
sockets::open_polling(actors::handshake hello, std::size_t most,
                      std::shared_ptr<void> place) {
  const auto& home = next_loop();
  auto made = std::make_shared<polling_session>(home, hello);
  made->keep(std::move(place));
  if (!environment_->sessions.put(hello.sid, made, most))
    return nullptr;
  home->adopt(made, std::move(hello));
  return made;
}

const std::shared_ptr<loop>& sockets::next_loop() noexcept {
  const auto turn = next_.fetch_add(1, std::memory_order_relaxed);
  return loops_[turn % loops_.size()];
}

void sockets::close_all(actors::close_reason reason) {
  for (const auto& l : loops_)
    l->close_all(reason);
}

bool sockets::finish_work(std::chrono::steady_clock::time_point deadline) {
  std::vector<std::future<void>> all;
  for (const auto& l : loops_)
    all.push_back(l->finish_work());
  return std::ranges::all_of(all, [&](const auto& one) {
    return one.wait_until(deadline) == std::future_status::ready;
  });
}

bool sockets::wait_until_none(std::chrono::steady_clock::time_point deadline) {
  return environment_->live.wait_until_none(deadline);
}

void sockets::stop() {
  if (runner_ != nullptr)
    runner_->on_work({});
  for (const auto& l : loops_)
    l->stop();
}

} // namespace http::io
