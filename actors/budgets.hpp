#pragma once

#include "domain/budget.hpp"
#include "schema/ids.hpp"
#include "schema/time.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace actors {

/// How many messages each person may still send: one budget for all their
/// devices and for REST, which outlives their connections until it is whole
/// again. Thread-safe.
class budgets {
public:
  explicit budgets(std::uint32_t messages_per_minute)
    : per_minute_(messages_per_minute) {
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

  const std::uint32_t per_minute_;
  std::array<shard, 16> shards_;
};

} // namespace actors
