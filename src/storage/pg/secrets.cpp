#include "storage/pg/secrets.hpp"

#include "base/random.hpp"
#include "storage/pg/array_literal.hpp"

#include <stdexcept>

namespace storage::pg {

std::array<std::uint8_t, 16> message_id_key(session& s) {
  static constexpr const char* name = "message_id_key";
  std::array<std::uint8_t, 16> key{};
  auto rows = s.exec("secrets_find", name);
  if (rows.empty()) {
    base::fill_random(key);
    (void)s.exec("secrets_put", name, to_bytea(key));
    rows = s.exec("secrets_find", name);
  }
  if (rows.empty() || !read_hex(rows[0][0].c_str(), key))
    throw std::runtime_error{"the stored message_id_key is malformed"};
  return key;
}

} // namespace storage::pg
