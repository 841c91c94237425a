#pragma once

#include "http/router.hpp"
#include "http/services.hpp"

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace http {

/// What routes are made with, and keep. Not looked into before a request comes:
/// for a list of the routes it may be empty.
struct route_context {
  services_ptr services;
  /// What is stored about a user changed: its cached identity is wrong.
  std::function<void(std::string_view user_id)> user_changed;
};

// One table of routes a noun; each in the source of that name.
[[nodiscard]] std::vector<route> health_routes(const route_context& c);
[[nodiscard]] std::vector<route> admin_token_routes(const route_context& c);
[[nodiscard]] std::vector<route> user_routes(const route_context& c);
[[nodiscard]] std::vector<route> consultation_routes(const route_context& c);
[[nodiscard]] std::vector<route> conversation_routes(const route_context& c);
[[nodiscard]] std::vector<route>
own_conversation_routes(const route_context& c);
[[nodiscard]] std::vector<route> message_routes(const route_context& c);
[[nodiscard]] std::vector<route> call_routes(const route_context& c);
[[nodiscard]] std::vector<route> call_history_routes(const route_context& c);
[[nodiscard]] std::vector<route> call_token_routes(const route_context& c);
[[nodiscard]] std::vector<route> ice_server_routes(const route_context& c);
[[nodiscard]] std::vector<route> ban_routes(const route_context& c);
[[nodiscard]] std::vector<route> report_routes(const route_context& c);
[[nodiscard]] std::vector<route> docs_routes(const route_context& c);

/// All of them.
[[nodiscard]] std::vector<route> all_routes(const route_context& c);

} // namespace http
