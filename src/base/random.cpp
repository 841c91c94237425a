#include "base/random.hpp"

#include "base/encoding.hpp"

#include <openssl/rand.h>

#include <stdexcept>
#include <vector>

namespace base {

void fill_random(std::span<std::uint8_t> out) {
  if (RAND_bytes(out.data(), static_cast<int>(out.size())) != 1)
    throw std::runtime_error("the system gives no random bytes");
}

std::string random_token(std::size_t bytes) {
  std::vector<std::uint8_t> raw(bytes);
  fill_random(raw);
  return to_base64url(raw);
}

} // namespace base
