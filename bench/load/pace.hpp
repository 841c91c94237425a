#pragma once

#include "common/clock.hpp"

#include <cstdint>

namespace bench {

/// A schedule that does not wait for answers: unit i is due at start + i /
/// rate, however late the one before was. Latency counted from then shows what
/// a stalled server does to those who would have come meanwhile.
class pace {
public:
  pace(double rate, nanos start) : rate_(rate), start_(start) {
    // nop
  }

  [[nodiscard]] nanos next() const {
    return start_ + static_cast<nanos>(double(count_) * second / rate_);
  }

  std::uint64_t take() {
    return count_++;
  }

private:
  double rate_;
  nanos start_;
  std::uint64_t count_ = 0;
};

} // namespace bench
