#include "auth/tokens.hpp"

#include "base/encoding.hpp"
#include "base/json_reader.hpp"
#include "base/json_writer.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>

namespace auth {

namespace {

using schema::errc;

schema::failure refuse(const char* why) {
  return schema::fail(errc::unauthenticated, why);
}

/// The three parts of a token in compact form, and what its signature covers.
struct parts {
  std::string_view header;
  std::string_view payload;
  std::string_view signature;
  std::string_view covered;
};

std::optional<parts> split(std::string_view token) {
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos
                        ? std::string_view::npos
                        : token.find('.', first + 1);
  // base64url knows no dot, so a third one fails with the signature.
  if (second == std::string_view::npos)
    return std::nullopt;
  return parts{token.substr(0, first),
               token.substr(first + 1, second - first - 1),
               token.substr(second + 1), token.substr(0, second)};
}

schema::result<void> check_header(std::string_view encoded) {
  const auto text = base::from_base64url(encoded);
  const auto header = text ? base::parse_json(*text) : std::nullopt;
  if (!header || !header->is_object())
    return refuse("Token malformed");
  if (base::string_field(*header, "alg") != "HS256")
    return refuse("Token algorithm not accepted");
  // Extensions that must be understood, and none is understood here.
  if (base::field(*header, "crit"))
    return refuse("Token extension not accepted");
  return {};
}

bool is_signed(const hs256& key, const parts& p) {
  const auto signature = base::from_base64url(p.signature);
  const auto expected = key.sign(p.covered);
  return signature && signature->size() == expected.size()
         && CRYPTO_memcmp(signature->data(), expected.data(), expected.size())
              == 0;
}

hs256::digest sha256(std::string_view text) {
  hs256::digest out;
  if (EVP_Digest(text.data(), text.size(), out.data(), nullptr, EVP_sha256(),
                 nullptr)
      != 1)
    throw std::runtime_error("OpenSSL gives no SHA-256");
  return out;
}

std::string encode(std::string_view text) {
  return base::to_base64url(
    {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::int64_t unix_seconds(schema::timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch())
    .count();
}

} // namespace

token_verifier::token_verifier(std::string_view hs256_secret)
  : key_(hs256_secret) {
  // nop
}

schema::result<claims> token_verifier::verify(std::string_view token,
                                              schema::timestamp now) const {
  if (token.size() > max_token_size)
    return refuse("Token too long");
  const auto p = split(token);
  if (!p)
    return refuse("Token malformed");
  if (auto good = check_header(p->header); !good)
    return tl::unexpected{good.error()};
  if (!is_signed(key_, *p))
    return refuse("Token signature is not good");
  const auto payload = base::from_base64url(p->payload);
  if (!payload)
    return refuse("Token malformed");
  return read_claims(*payload, now);
}

std::string issue_token(std::string_view hs256_secret,
                        const schema::profile& who, schema::timestamp now,
                        std::chrono::seconds lifetime) {
  std::string payload;
  base::json_writer json{payload};
  json.open('{').key("sub").string(who.id);
  json.key("role").plain(schema::to_string(who.role));
  if (who.name)
    json.key("name").string(*who.name);
  if (who.phone)
    json.key("phone").string(*who.phone);
  if (who.picture)
    json.key("picture").string(*who.picture);
  json.key("iat").number(unix_seconds(now));
  json.key("exp").number(unix_seconds(now + lifetime)).close('}');
  auto token = encode(R"({"alg":"HS256","typ":"JWT"})");
  token.append(".").append(encode(payload));
  const auto signature = hs256{hs256_secret}.sign(token);
  return token.append(".").append(base::to_base64url(signature));
}

bool secrets_equal(std::string_view a, std::string_view b) {
  const auto left = sha256(a);
  const auto right = sha256(b);
  return CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

} // namespace auth
