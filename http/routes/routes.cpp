#include "http/routes/routes.hpp"

#include <iterator>
#include <utility>

namespace http {

namespace {

using table = std::vector<route> (*)(const route_context&);

constexpr table tables[] = {
  health_routes,       admin_token_routes,  user_routes,
  consultation_routes, conversation_routes, own_conversation_routes,
  message_routes,      call_routes,         call_history_routes,
  call_token_routes,   ice_server_routes,   ban_routes,
  report_routes,       docs_routes,
};

} // namespace

std::vector<route> all_routes(const route_context& c) {
  std::vector<route> all;
  for (const auto& rows : tables) {
    auto some = rows(c);
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  return all;
}

} // namespace http
