#pragma once

#include "check.hpp"
#include "wire/engineio/payload.hpp"

namespace fuzz {

/// What `payload` promises, for one that was read from `body_size` bytes.
void check_payload(const wire::engineio::payload& x, std::size_t body_size);

/// The payload as this revision sends it.
[[nodiscard]] wire::engineio::outgoing_payload
encode(const wire::engineio::payload& x, wire::engineio::revision rev,
       bool text_only);

} // namespace fuzz
