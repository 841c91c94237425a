#include "auth/hs256.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <stdexcept>
#include <string>

namespace auth {

namespace {

struct freed {
  void operator()(EVP_MAC* x) const noexcept {
    EVP_MAC_free(x);
  }

  void operator()(EVP_MAC_CTX* x) const noexcept {
    EVP_MAC_CTX_free(x);
  }
};

using mac_ptr = std::unique_ptr<EVP_MAC, freed>;
using mac_context_ptr = std::unique_ptr<EVP_MAC_CTX, freed>;

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

void require(bool good) {
  if (!good)
    throw std::runtime_error("OpenSSL gives no HMAC-SHA256");
}

} // namespace

struct hs256::context {
  mac_context_ptr keyed;
};

hs256::hs256(std::string_view secret) : context_(std::make_unique<context>()) {
  if (secret.empty())
    throw std::invalid_argument("a signing secret must not be empty");
  const mac_ptr mac{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
  require(mac != nullptr);
  context_->keyed.reset(EVP_MAC_CTX_new(mac.get()));
  std::string name = "SHA256";
  const std::array params{
    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
    OSSL_PARAM_construct_end()};
  require(context_->keyed
          && EVP_MAC_init(context_->keyed.get(), bytes_of(secret),
                          secret.size(), params.data())
               == 1);
}

hs256::~hs256() = default;

hs256::digest hs256::sign(std::string_view text) const {
  // A copy of the keyed state: hashing the key anew would cost two blocks.
  const mac_context_ptr mac{EVP_MAC_CTX_dup(context_->keyed.get())};
  digest out;
  std::size_t size = 0;
  require(mac && EVP_MAC_update(mac.get(), bytes_of(text), text.size()) == 1
          && EVP_MAC_final(mac.get(), out.data(), &size, out.size()) == 1
          && size == out.size());
  return out;
}

} // namespace auth
