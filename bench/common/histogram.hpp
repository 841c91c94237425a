#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace bench {

/// Counts of spans in buckets that are at most 1/128 of their value wide, so
/// a percentile is right to within 0.8 %. Adding allocates nothing.
class histogram {
public:
  void add(std::int64_t value) {
    auto v = static_cast<std::uint64_t>(value < 0 ? 0 : value);
    ++(*counts_)[bucket(v)];
    ++total_;
  }

  [[nodiscard]] std::uint64_t count() const {
    return total_;
  }

  /// The value below which `share` (0..1) of all lie; 0 when there are none.
  [[nodiscard]] double percentile(double share) const {
    auto wanted = static_cast<std::uint64_t>(share * double(total_));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_->size(); ++i) {
      seen += (*counts_)[i];
      if (seen > wanted || (seen == total_ && total_ > 0))
        return middle(i);
    }
    return 0;
  }

private:
  static constexpr std::size_t per_octave = 128;
  static constexpr std::size_t buckets = 58 * per_octave;

  static std::size_t bucket(std::uint64_t v) {
    if (v < per_octave)
      return v;
    auto shift = static_cast<unsigned>(std::bit_width(v)) - 8U;
    return (shift + 1) * per_octave + ((v >> shift) & (per_octave - 1));
  }

  static double middle(std::size_t index) {
    if (index < per_octave)
      return double(index);
    auto shift = index / per_octave - 1;
    auto low = (std::uint64_t{per_octave} + index % per_octave) << shift;
    return double(low) + double(std::uint64_t{1} << shift) / 2;
  }

  std::unique_ptr<std::array<std::uint64_t, buckets>> counts_ =
    std::make_unique<std::array<std::uint64_t, buckets>>();
  std::uint64_t total_ = 0;
};

} // namespace bench
