#include "domain/message_ids.hpp"

#include <boost/test/unit_test.hpp>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <random>

using domain::siphash;

namespace {

using words = std::array<std::uint64_t, 2>;

std::array<unsigned char, 16> little_endian(const words& x) {
  std::array<unsigned char, 16> bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<unsigned char>(x[i / 8] >> (8 * (i % 8)));
  return bytes;
}

/// SipHash-2-4 with 64 bits, as OpenSSL computes it.
std::uint64_t openssl_siphash(const words& key, const words& input) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> mac{
    EVP_MAC_fetch(nullptr, "SIPHASH", nullptr), EVP_MAC_free};
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context{
    EVP_MAC_CTX_new(mac.get()), EVP_MAC_CTX_free};
  unsigned int size = 8;
  const std::array params{OSSL_PARAM_construct_uint(OSSL_MAC_PARAM_SIZE, &size),
                          OSSL_PARAM_construct_end()};
  const auto secret = little_endian(key);
  const auto bytes = little_endian(input);
  std::array<unsigned char, 8> digest{};
  std::size_t length = 0;
  BOOST_REQUIRE(
    EVP_MAC_init(context.get(), secret.data(), secret.size(), params.data())
    == 1);
  BOOST_REQUIRE(EVP_MAC_update(context.get(), bytes.data(), bytes.size()) == 1);
  BOOST_REQUIRE(
    EVP_MAC_final(context.get(), digest.data(), &length, digest.size()) == 1);
  BOOST_REQUIRE_EQUAL(length, digest.size());
  std::uint64_t result = 0;
  for (std::size_t i = 8; i-- > 0;)
    result = (result << 8) | digest[i];
  return result;
}

/// The bytes 00 01 … 0f.
constexpr words counting{0x0706050403020100, 0x0f0e0d0c0b0a0908};

} // namespace

BOOST_AUTO_TEST_SUITE(siphash_2_4)

BOOST_AUTO_TEST_CASE(the_official_vector_of_16_bytes) {
  BOOST_TEST(siphash(counting[0], counting[1], counting[0], counting[1])
             == 0x3f2acc7f57c29bdb);
  BOOST_TEST(openssl_siphash(counting, counting) == 0x3f2acc7f57c29bdb);
}

BOOST_AUTO_TEST_CASE(it_agrees_with_openssl_at_the_edges) {
  constexpr std::array<std::uint64_t, 4> edges{0, 1, 1ULL << 63, ~0ULL};
  for (auto k : edges)
    for (auto a : edges)
      for (auto b : edges)
        BOOST_TEST(siphash(k, ~k, a, b) == openssl_siphash({k, ~k}, {a, b}));
}

BOOST_AUTO_TEST_CASE(it_agrees_with_openssl_on_random_keys_and_inputs) {
  std::mt19937_64 random{20260101};
  for (int i = 0; i < 500; ++i) {
    const words key{random(), random()};
    const words input{random(), random()};
    BOOST_TEST(siphash(key[0], key[1], input[0], input[1])
               == openssl_siphash(key, input));
  }
}

BOOST_AUTO_TEST_SUITE_END()
