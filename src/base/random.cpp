#include "base/random.hpp"

#include "base/encoding.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

namespace base {

namespace {

void ask_system(std::span<std::uint8_t> out) {
  if (RAND_bytes(out.data(), static_cast<int>(out.size())) != 1)
    throw std::runtime_error("the system gives no random bytes");
}

/// OpenSSL takes 2 us for the fewest bytes, and hardly more for many.
class stock {
public:
  /// Bytes that were never handed out and never will be again.
  void take(std::span<std::uint8_t> out) {
    if (out.size() > left_) {
      ask_system(bytes_);
      left_ = bytes_.size();
    }
    const auto taken =
      std::span{bytes_}.subspan(left_ - out.size(), out.size());
    left_ -= out.size();
    std::copy(taken.begin(), taken.end(), out.begin());
    OPENSSL_cleanse(taken.data(), taken.size());
  }

  static constexpr std::size_t max_size = 64;

private:
  std::array<std::uint8_t, 16 * max_size> bytes_{};
  std::size_t left_ = 0;
};

} // namespace

void fill_random(std::span<std::uint8_t> out) {
  thread_local stock mine;
  if (out.size() <= stock::max_size)
    mine.take(out);
  else
    ask_system(out);
}

std::string random_token(std::size_t bytes) {
  std::vector<std::uint8_t> raw(bytes);
  fill_random(raw);
  return to_base64url(raw);
}

} // namespace base
