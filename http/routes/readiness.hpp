#pragma once

#include "http/services.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace http {

/// Whether the database can be used, asked at most once a second however
/// often it is wanted. Thread-safe.
class readiness : public std::enable_shared_from_this<readiness> {
public:
  using on_health = std::function<void(const storage::health&)>;

  explicit readiness(services_ptr s) : services_{std::move(s)} {
    // nop
  }

  /// `done` is called once, at once or on a thread of the store.
  void ask(on_health done);

private:
  static constexpr std::chrono::seconds max_age{1};

  void take(const storage::health& found);

  services_ptr services_;
  std::mutex mutex_;
  std::optional<storage::health> known_;
  std::chrono::steady_clock::time_point known_at_;
  /// Not empty while the store is asked.
  std::vector<on_health> waiting_;
};

} // namespace http
