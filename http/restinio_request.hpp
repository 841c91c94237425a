#pragma once

#include "http/request.hpp"
#include "http/responder.hpp"
#include "http/stream_core.hpp"

#include <restinio/all.hpp>

#include <memory>

// RESTinio's request as ours, and its answer as an exchange. For the listener
// only.

namespace http {

/// Keeps RESTinio's request alive, whose body and header it refers to.
[[nodiscard]] request to_request(const restinio::request_handle_t& r);

/// Answers through RESTinio. Keeps the loop's context, which the connection
/// refers to, alive behind the end of the listener. `from` is the stream that
/// brought the request, which is being handled.
[[nodiscard]] std::unique_ptr<exchange>
make_exchange(std::shared_ptr<asio::io_context> context,
              restinio::request_handle_t r, const stream_ptr& from);

} // namespace http
