#include "certificates.hpp"

#include <boost/test/unit_test.hpp>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>

namespace tests {

namespace {

constexpr long day = 86'400;

using key_ptr = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
using certificate_ptr = std::unique_ptr<X509, void (*)(X509*)>;

std::string set_random_serial(X509* to) {
  const std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> number{BN_new(), BN_free};
  BN_rand(number.get(), 64, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY);
  BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(to));
  auto* text = BN_bn2hex(number.get());
  std::string out{text};
  OPENSSL_free(text);
  return out;
}

certificate_ptr make_certificate(EVP_PKEY* key, int days, std::string& serial) {
  certificate_ptr out{X509_new(), X509_free};
  X509_set_version(out.get(), X509_VERSION_3);
  serial = set_random_serial(out.get());
  X509_gmtime_adj(X509_getm_notBefore(out.get()), -day);
  X509_gmtime_adj(X509_getm_notAfter(out.get()), days * day);
  X509_set_pubkey(out.get(), key);
  auto* name = X509_get_subject_name(out.get());
  X509_NAME_add_entry_by_txt(
    name, "CN", MBSTRING_ASC,
    reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(out.get(), name);
  BOOST_REQUIRE(X509_sign(out.get(), key, EVP_sha256()) > 0);
  return out;
}

} // namespace

certificate_files::certificate_files(int days) {
  auto pattern =
    (std::filesystem::temp_directory_path() / "switchboard-XXXXXX").string();
  BOOST_REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  folder_ = pattern;
  certificate = folder_ / "certificate.pem";
  key = folder_ / "key.pem";
  renew(days);
}

certificate_files::~certificate_files() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void certificate_files::renew(int days) {
  const key_ptr pair{EVP_EC_gen("P-256"), EVP_PKEY_free};
  const auto made = make_certificate(pair.get(), days, serial);
  auto* out = std::fopen(certificate.c_str(), "w");
  PEM_write_X509(out, made.get());
  std::fclose(out);
  out = std::fopen(key.c_str(), "w");
  PEM_write_PrivateKey(out, pair.get(), nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(out);
}

std::string certificate_files::write(const std::string& name,
                                     const std::string& text) const {
  const auto path = folder_ / name;
  std::ofstream{path} << text;
  return path;
}

std::string certificate_files::write_encrypted_key() const {
  const key_ptr made{EVP_EC_gen("P-256"), EVP_PKEY_free};
  const auto path = folder_ / "encrypted.pem";
  auto* out = std::fopen(path.c_str(), "w");
  char passphrase[] = "passphrase";
  PEM_write_PrivateKey(out, made.get(), EVP_aes_256_cbc(), nullptr, 0, nullptr,
                       passphrase);
  std::fclose(out);
  return path;
}

} // namespace tests
