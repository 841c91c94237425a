#include "http/routes/routes.hpp"

namespace http {

void add_routes(router& to, const route_context& c) {
  to.add(health_routes(c));
  to.add(admin_token_routes(c));
  to.add(user_routes(c));
  to.add(consultation_routes(c));
  to.add(conversation_routes(c));
  to.add(message_routes(c));
}

} // namespace http
