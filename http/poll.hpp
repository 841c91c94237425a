#pragma once

#include "http/hangup.hpp"
#include "http/request.hpp"
#include "http/responder.hpp"

#include <memory>

namespace http {

/// A request of a polling client, on its way to the session.
struct poll {
  request asked;
  responder answer;
};

} // namespace http
