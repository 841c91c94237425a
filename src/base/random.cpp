#include "base/random.hpp"

#include "base/encoding.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>
#include <vector>

namespace base {

namespace {

/// OpenSSL takes 2 us for the fewest bytes, and hardly more for many.
class stock {
public:
  /// Bytes that were never handed out and never will be again.
  std::string take_token(std::size_t size) {
    if (size > left_) {
      fill_random(bytes_);
      left_ = bytes_.size();
    }
    const auto taken = std::span{bytes_}.subspan(left_ - size, size);
    left_ -= size;
    auto token = to_base64url(taken);
    OPENSSL_cleanse(taken.data(), taken.size());
    return token;
  }

  static constexpr std::size_t max_size = 64;

private:
  std::array<std::uint8_t, 16 * max_size> bytes_{};
  std::size_t left_ = 0;
};

} // namespace

void fill_random(std::span<std::uint8_t> out) {
  if (RAND_bytes(out.data(), static_cast<int>(out.size())) != 1)
    throw std::runtime_error("the system gives no random bytes");
}

std::string random_token(std::size_t bytes) {
  thread_local stock mine;
  if (bytes <= stock::max_size)
    return mine.take_token(bytes);
  std::vector<std::uint8_t> raw(bytes);
  fill_random(raw);
  return to_base64url(raw);
}

} // namespace base
