// GET /health, /ready, /metrics: for whoever runs the server.

#include "http/envelope.hpp"
#include "http/routes/readiness.hpp"
#include "http/routes/routes.hpp"

#include <memory>
#include <utility>

namespace http {

namespace {

void answer_alive(const request&, responder to) {
  to.send(success(R"({"status":"ok"})"));
}

void answer_ready(const storage::health& h, responder& to) {
  if (!h.reachable) {
    to.fail({schema::errc::unavailable, "The database cannot be reached."});
    return;
  }
  if (h.applied_migration != h.known_migration) {
    to.fail({schema::errc::unavailable,
             "The database's schema is not this program's: run `migrate`."});
    return;
  }
  to.send(success(R"({"status":"ready"})"));
}

} // namespace

std::vector<route> health_routes(const route_context& c) {
  auto ready = std::make_shared<readiness>(c.services);
  return {
    {method::get, "/health", access::everybody, answer_alive},
    {method::get, "/ready", access::everybody,
     [ready](const request&, responder to) {
       ready->ask([to = std::make_shared<responder>(std::move(to))](
                    const storage::health& h) { answer_ready(h, *to); });
     }},
    {method::get, "/metrics", access::everybody,
     [s = c.services](const request&, responder to) {
       response answer;
       answer.body = base::render_metrics(s->metrics);
       answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
       to.send(std::move(answer));
     }},
  };
}

} // namespace http
