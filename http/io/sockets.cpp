#include "http/io/sockets.hpp"

#include <algorithm>
#include <utility>

namespace http::io {

sockets::sockets(const config::settings& settings, actors::gateway& gateway,
                 base::metrics& metrics, actors::runner* runner)
  : environment_{new environment{settings, gateway, metrics, {}}},
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
  const auto turn = next_.fetch_add(1, std::memory_order_relaxed);
  loops_[turn % loops_.size()]->adopt(std::move(x));
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
