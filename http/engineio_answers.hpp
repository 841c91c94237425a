#pragma once

#include "http/response.hpp"
#include "wire/engineio/errors.hpp"
#include "wire/engineio/payload.hpp"

// What a polling client of Engine.IO is answered.

namespace http {

/// The error's status and `{"code":…,"message":…}`.
[[nodiscard]] response engine_refusal(wire::engineio::error why);

/// The answer to a handshake, or to a GET.
[[nodiscard]] response payload_answer(wire::engineio::outgoing_payload payload);

/// The `ok` to a POST.
[[nodiscard]] response post_answer();

/// The 503 to a request that came when the server was going down.
[[nodiscard]] response going_down();

/// The 413 to a POST over `maxPayload`.
[[nodiscard]] response payload_too_large();

} // namespace http
