#include "storage/pg/link.hpp"

#include "base/log.hpp"
#include "storage/pg/errors.hpp"

#include <algorithm>

namespace storage::pg {

link::link(std::string url, std::string name)
  : url_(std::move(url)),
    name_(std::move(name)) {
  // nop
}

session* link::use(clock::time_point now) noexcept {
  if (session_ != nullptr)
    return session_.get();
  if (failures_ > 0 && now < next_attempt_)
    return nullptr;
  try {
    session_ = std::make_unique<session>(url_, name_);
  } catch (const std::exception& e) {
    if (failures_ == 0)
      log_failure("connect", e);
    failed(clock::now());
  }
  return session_.get();
}

void link::worked() noexcept {
  if (failures_ > 0)
    base::log::info("database is back", "connection={}", name_);
  failures_ = 0;
}

void link::failed(clock::time_point now) noexcept {
  using namespace std::chrono_literals;
  session_.reset();
  if (failures_ == 0)
    away_since_ = now;
  const auto wait = 50ms * (1 << std::min(failures_, 5));
  next_attempt_ = now + std::min<std::chrono::milliseconds>(wait, 1s);
  ++failures_;
}

} // namespace storage::pg
