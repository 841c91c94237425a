// POST /auth/admin/token: the admin secret for a short-lived token.

#include "base/clock.hpp"
#include "base/json_writer.hpp"
#include "http/envelope.hpp"
#include "http/json_body.hpp"
#include "http/routes/routes.hpp"

#include <chrono>
#include <utility>

namespace http {

namespace {

constexpr std::chrono::minutes lifetime{15};

void issue(const services& s, const request& asked, responder to) {
  auto body = json_body::read(asked);
  if (!body)
    return to.fail(body.error());
  const auto secret = body->required_text("secret", 1024);
  auto id = body->text("id", schema::max_user_id_length).value_or("admin");
  if (!schema::is_user_id(id))
    body->refuse("id", "is not a user id");
  if (body->error())
    return to.fail(*body->error());
  const auto& expected = s.settings.admin_secret_key;
  if (expected.empty() || !auth::secrets_equal(secret, expected))
    return to.fail(
      {schema::errc::unauthenticated, "The secret is not the right one."});
  schema::profile who;
  who.id = std::move(id);
  who.role = schema::role::admin;
  const auto now = base::now();
  std::string data;
  base::json_writer{data}
    .open('{')
    .key("token")
    .plain(auth::issue_token(s.settings.jwt_secret, who, now, lifetime))
    .key("expiresAt")
    .time(now + lifetime)
    .close('}');
  auto answer = success(data);
  answer.headers.emplace_back("Cache-Control", "no-store");
  to.send(std::move(answer));
}

} // namespace

std::vector<route> admin_token_routes(const route_context& c) {
  return {
    {method::post, "/auth/admin/token", access::everybody,
     [s = c.services](const request& asked, responder to) {
       issue(*s, asked, std::move(to));
     }},
  };
}

} // namespace http
