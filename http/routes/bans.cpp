// PUT and DELETE /api/admin/users/:id/ban: who may not be here.

#include "base/clock.hpp"
#include "base/json_writer.hpp"
#include "base/log.hpp"
#include "http/answering.hpp"
#include "http/envelope.hpp"
#include "http/json_body.hpp"
#include "http/routes/routes.hpp"

#include <utility>

namespace http {

namespace {

using schema::errc;

response show(const storage::user_record& u, bool banned) {
  std::string data;
  base::json_writer json{data};
  json.open('{').key("id").string(u.profile.id);
  json.key("role").plain(to_string(u.profile.role));
  json.key("name").optional(u.profile.name);
  json.key("banned").boolean(banned).close('}');
  return success(data);
}

/// A ban needs no body.
schema::result<std::optional<std::string>> read_reason(const request& asked) {
  if (asked.body.empty())
    return std::nullopt;
  auto body = json_body::read(asked);
  if (!body)
    return schema::failure{body.error()};
  auto reason = body->text("reason", 1000);
  if (body->error())
    return schema::failure{*body->error()};
  return reason;
}

/// Even a change whose answer was lost may have been carried out: identities
/// are forgotten in any case.
void set_banned(const route_context& c, std::string id, bool banned,
                responder to) {
  auto answer = answering<storage::user_record>(
    std::move(to), [s = c.services, banned](const storage::user_record& u) {
      banned ? s->gateway.shut_out(u.no) : s->gateway.let_in(u.no);
      return show(u, banned);
    });
  c.services->store.set_banned(
    id, banned, base::now(),
    [id, changed = c.user_changed,
     answer = std::move(answer)](schema::result<storage::user_record> u) {
      changed(id);
      answer(std::move(u));
    });
}

void ban(const route_context& c, const request& asked, responder to) {
  const auto& id = asked.param("id");
  const auto& by = asked.who->profile.id;
  const auto reason = read_reason(asked);
  if (!reason)
    return to.fail(reason.error());
  if (id == by)
    return to.fail({errc::conflict, "Admins cannot ban themselves."});
  // The log is where the reason stands.
  base::log::info("ban", "user={} by={} reason={}", id, by,
                  reason->value_or("-"));
  set_banned(c, id, true, std::move(to));
}

void unban(const route_context& c, const request& asked, responder to) {
  const auto& id = asked.param("id");
  base::log::info("ban lifted", "user={} by={}", id, asked.who->profile.id);
  set_banned(c, id, false, std::move(to));
}

} // namespace

std::vector<route> ban_routes(const route_context& c) {
  return {
    {method::put, "/api/admin/users/:id/ban", access::admin,
     [c](const request& asked, responder to) { ban(c, asked, std::move(to)); }},
    {method::del, "/api/admin/users/:id/ban", access::admin,
     [c](const request& asked, responder to) {
       unban(c, asked, std::move(to));
     }},
  };
}

} // namespace http
