#include "storage/pg/claims.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace storage::pg {

namespace {

/// Every part carries its length, so that no two sets of claims look alike.
void append_part(std::string& out, const std::optional<std::string>& part) {
  out += part ? std::to_string(part->size()) + ":" + *part : "-";
}

} // namespace

claims_hash hash_claims(const storage::sign_in& who) {
  std::string text;
  append_part(text, who.profile.id);
  text +=
    who.role_known ? std::to_string(static_cast<int>(who.profile.role)) : "?";
  append_part(text, who.profile.name);
  append_part(text, who.profile.phone);
  append_part(text, who.profile.picture);
  claims_hash out{};
  unsigned length = 0;
  if (EVP_Digest(text.data(), text.size(), out.data(), &length, EVP_sha256(),
                 nullptr)
      != 1)
    throw std::runtime_error{"SHA-256 failed"};
  return out;
}

} // namespace storage::pg
