// /socket.io/ without an upgrade: what is wrong with the request.

#include "http/routes/routes.hpp"
#include "http/upgrade.hpp"

#include <utility>

namespace http {

namespace {

void refuse(const services& s, const request& asked, responder to) {
  using wire::engineio::error;
  // Only a WebSocket opens a session, so one thing at least is wrong.
  const auto why =
    check_handshake(asked, s.settings, false).value_or(error::bad_request);
  response answer;
  answer.status = wire::engineio::describe(why).status;
  answer.body = wire::engineio::error_body(why);
  answer.content_type = "application/json";
  to.send(std::move(answer));
}

} // namespace

std::vector<route> socketio_routes(const route_context& c) {
  const auto handle = [s = c.services](const request& asked, responder to) {
    refuse(*s, asked, std::move(to));
  };
  std::vector<route> rows;
  for (auto m :
       {method::get, method::post, method::put, method::patch, method::del})
    rows.push_back({m, "/socket.io", access::everybody, handle});
  return rows;
}

} // namespace http
