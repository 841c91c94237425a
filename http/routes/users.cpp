// PUT and GET /api/admin/users/:id: the host application's users.

#include "base/json_writer.hpp"
#include "http/answering.hpp"
#include "http/envelope.hpp"
#include "http/json_body.hpp"
#include "http/routes/routes.hpp"

#include <utility>

namespace http {

namespace {

using schema::errc;

response show(const storage::user_record& u) {
  std::string data;
  base::json_writer json{data};
  json.open('{').key("id").string(u.profile.id);
  json.key("role").plain(to_string(u.profile.role));
  json.key("name").optional(u.profile.name);
  json.key("phone").optional(u.profile.phone);
  json.key("profilePicture").optional(u.profile.picture);
  json.key("showPhone").boolean(u.profile.shows_phone);
  json.key("ratePerMinute");
  if (u.rate_per_minute)
    json.number(*u.rate_per_minute);
  else
    json.null();
  json.key("createdAt").time(u.created_at);
  json.key("updatedAt").time(u.updated_at).close('}');
  return success(data);
}

schema::result<storage::user_update> read_update(const request& asked) {
  auto body = json_body::read(asked);
  if (!body)
    return schema::failure{body.error()};
  storage::user_update update;
  update.profile.id = asked.param("id");
  if (!schema::is_user_id(update.profile.id))
    body->refuse("id", "has to be 1 to 128 characters");
  const auto role = body->required_text("role", 32);
  if (const auto parsed = schema::parse_role(role))
    update.profile.role = *parsed;
  else
    body->refuse("role", "has to be user, astrologer or admin");
  update.profile.name = body->text("name", 200);
  update.profile.phone = body->text("phone", 32);
  update.profile.picture = body->text("profilePicture", 2048);
  update.shows_phone = body->boolean("showPhone");
  if (const auto rate = body->integer("ratePerMinute", 0, 1'000'000))
    update.rate_per_minute = static_cast<std::int32_t>(*rate);
  // Read for its form only: there are no accounts of our own yet.
  static_cast<void>(body->text("password", 1024));
  if (body->error())
    return schema::failure{*body->error()};
  return update;
}

void put_user(const route_context& c, const request& asked, responder to) {
  auto update = read_update(asked);
  if (!update)
    return to.fail(update.error());
  c.services->store.put_user(
    std::move(*update),
    answering<storage::user_record>(
      std::move(to), [changed = c.user_changed](const storage::user_record& u) {
        changed(u.profile.id);
        return show(u);
      }));
}

} // namespace

std::vector<route> user_routes(const route_context& c) {
  return {
    {method::put, "/api/admin/users/:id", access::admin,
     [c](const request& asked, responder to) {
       put_user(c, asked, std::move(to));
     }},
    {method::get, "/api/admin/users/:id", access::admin,
     [s = c.services](const request& asked, responder to) {
       s->store.find_user(asked.param("id"),
                          answering<storage::user_record>(std::move(to), show));
     }},
  };
}

} // namespace http
