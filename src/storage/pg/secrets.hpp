#pragma once

#include "storage/pg/session.hpp"

#include <array>
#include <cstdint>

namespace storage::pg {

/// The key of the message ids; made by whoever starts first.
[[nodiscard]] std::array<std::uint8_t, 16> message_id_key(session& s);

} // namespace storage::pg
