#include "http/identity_cache.hpp"

#include <openssl/sha.h>

#include <cstring>
#include <tuple>
#include <utility>

namespace http {

identity_cache::key identity_cache::hash(kind what, std::string_view text) {
  static_assert(std::tuple_size_v<key> == SHA256_DIGEST_LENGTH + 1);
  key out{};
  ::SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
           out.data());
  out.back() = static_cast<std::uint8_t>(what);
  return out;
}

std::size_t identity_cache::key_hash::operator()(const key& k) const noexcept {
  std::size_t out = 0;
  std::memcpy(&out, k.data(), sizeof(out));
  return out;
}

schema::identity_ptr identity_cache::find(const key& k, schema::timestamp now) {
  std::lock_guard guard{mutex_};
  if (const auto i = young_.find(k); i != young_.end()) {
    if (i->second.until > now)
      return i->second.who;
    young_.erase(i);
    return nullptr;
  }
  const auto i = old_.find(k);
  if (i == old_.end())
    return nullptr;
  auto found = std::move(i->second);
  old_.erase(i);
  if (found.until <= now)
    return nullptr;
  insert(k, found);
  return found.who;
}

std::uint64_t identity_cache::changes() {
  std::lock_guard guard{mutex_};
  return changes_;
}

void identity_cache::put(const key& k, schema::identity_ptr who,
                         schema::timestamp until,
                         std::uint64_t changes_before) {
  std::lock_guard guard{mutex_};
  if (changes_before == changes_)
    insert(k, {std::move(who), until});
}

void identity_cache::insert(const key& k, entry e) {
  if (young_.size() >= max_entries / 2) {
    old_ = std::move(young_);
    young_ = {};
  }
  young_.insert_or_assign(k, std::move(e));
}

void identity_cache::forget(std::string_view user_id) {
  std::lock_guard guard{mutex_};
  ++changes_;
  const auto is_his = [user_id](const auto& x) {
    return x.second.who->profile.id == user_id;
  };
  std::erase_if(young_, is_his);
  std::erase_if(old_, is_his);
}

} // namespace http
