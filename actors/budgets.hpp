#pragma once

#include "domain/budget.hpp"
#include "schema/ids.hpp"
#include "schema/time.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>

namespace actors {

/// How many messages each person may still send, or calls begin: one budget for
/// all their devices and for REST, which outlives their connections until it is
/// whole again. Thread-safe.
class budgets {
public:
  /// Of messages.
  explicit budgets(std::uint32_t per_minute)
    : budgets(per_minute, std::chrono::minutes{1}, "messages") {
    // nop
  }

  /// As for domain::budget.
  budgets(std::uint32_t limit, std::chrono::milliseconds window,
          std::string_view things)
    : limit_(limit),
      window_(window),
      things_(things) {
    // nop
  }

  [[nodiscard]] std::shared_ptr<domain::budget> of(schema::user_no who,
                                                   schema::steady_time now);

  /// How many are kept.
  [[nodiscard]] std::size_t size() const;

private:
  struct shard {
    mutable std::mutex mutex;
    std::unordered_map<schema::user_no, std::shared_ptr<domain::budget>> kept;
    /// At this size those that nobody needs are forgotten.
    std::size_t sweep_at = 64;
  };

  const std::uint32_t limit_;
  const std::chrono::milliseconds window_;
  const std::string_view things_;
  std::array<shard, 16> shards_;
};

} // namespace actors
