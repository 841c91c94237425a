#include "load/token.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace bench {

namespace {

std::string base64url(const unsigned char* data, std::size_t size) {
  std::string out(4 * ((size + 2) / 3) + 1, '\0');
  auto n = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), data,
                           static_cast<int>(size));
  out.resize(static_cast<std::size_t>(n));
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  out.erase(std::min(out.find('='), out.size()));
  return out;
}

std::string base64url(std::string_view text) {
  return base64url(reinterpret_cast<const unsigned char*>(text.data()),
                   text.size());
}

} // namespace

std::string make_token(std::string_view secret, std::string_view user,
                       std::string_view role) {
  auto at = std::time(nullptr);
  std::string claims = R"({"sub":")" + std::string(user) + R"(","role":")"
                       + std::string(role) + R"(","name":")" + std::string(user)
                       + R"(","iat":)" + std::to_string(at) + R"(,"exp":)"
                       + std::to_string(at + 86'400) + "}";
  auto token =
    base64url(R"({"alg":"HS256","typ":"JWT"})") + "." + base64url(claims);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(token.data()), token.size(),
       mac.data(), &size);
  return token + "." + base64url(mac.data(), size);
}

} // namespace bench
