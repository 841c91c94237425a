#include "http/routes/readiness.hpp"

#include <utility>

namespace http {

void readiness::ask(on_health done) {
  std::unique_lock guard{mutex_};
  const auto now = std::chrono::steady_clock::now();
  if (known_ && now - known_at_ < max_age) {
    const auto found = *known_;
    guard.unlock();
    done(found);
    return;
  }
  waiting_.push_back(std::move(done));
  if (waiting_.size() > 1)
    return;
  guard.unlock();
  services_->store.check(
    [self = shared_from_this()](storage::health found) { self->take(found); });
}

void readiness::take(const storage::health& found) {
  std::vector<on_health> waiting;
  {
    std::lock_guard guard{mutex_};
    known_ = found;
    known_at_ = std::chrono::steady_clock::now();
    waiting.swap(waiting_);
  }
  for (const auto& done : waiting)
    done(found);
}

} // namespace http
