#pragma once

#include "http/request.hpp"
#include "http/responder.hpp"

#include <restinio/all.hpp>

#include <memory>
#include <string_view>

// RESTinio's request as ours, and its answer as an exchange. For the listener
// only.

namespace http {

/// Keeps RESTinio's request alive, whose body and header it refers to.
[[nodiscard]] request to_request(const restinio::request_handle_t& r);

/// What http_parser lets through and HTTP forbids; empty if nothing.
[[nodiscard]] std::string_view
find_fault(const restinio::http_request_header_t& h);

/// Answers through RESTinio. Keeps the loop's context, which the connection
/// refers to, alive behind the end of the listener.
[[nodiscard]] std::unique_ptr<exchange>
make_exchange(std::shared_ptr<asio::io_context> context,
              restinio::request_handle_t r);

} // namespace http
