#pragma once

#include "schema/conversations.hpp"

#include <memory>
#include <mutex>
#include <utility>

namespace actors {

/// Where an owner shows what its conversation is, as far as it is published, so
/// that whoever reads pages need not ask it. Empty while it changes, and until
/// somebody has asked. Thread-safe.
class showcase {
public:
  using shown = std::shared_ptr<const schema::conversation>;

  [[nodiscard]] shown look() const {
    const std::lock_guard guard{mutex_};
    return shown_;
  }

  void show(shown x) {
    const std::lock_guard guard{mutex_};
    shown_ = std::move(x);
  }

private:
  mutable std::mutex mutex_;
  shown shown_;
};

using showcase_ptr = std::shared_ptr<showcase>;

} // namespace actors
