// PUT /api/admin/consultations/:userId/:astrologerId: the two have consulted.

#include "base/json_writer.hpp"
#include "http/answering.hpp"
#include "http/envelope.hpp"
#include "http/routes/routes.hpp"

#include <utility>

namespace http {

namespace {

using conversation_ids = std::vector<schema::conversation_id>;

void put_consultation(services_ptr s, const request& asked, responder to) {
  const auto& user = asked.param("userId");
  const auto& astrologer = asked.param("astrologerId");
  if (!schema::is_user_id(user) || !schema::is_user_id(astrologer))
    return to.fail({schema::errc::validation_failed,
                    "userId and astrologerId have to be 1 to 128 characters."});
  std::string data;
  base::json_writer{data}
    .open('{')
    .key("userId")
    .string(user)
    .key("astrologerId")
    .string(astrologer)
    .key("consulted")
    .boolean(true)
    .close('}');
  auto& store = s->store;
  store.put_consultation(
    user, astrologer,
    answering<conversation_ids>(
      std::move(to), [s = std::move(s), data](const conversation_ids& ids) {
        if (s->conversations_changed && !ids.empty())
          s->conversations_changed(ids);
        return success(data);
      }));
}

} // namespace

std::vector<route> consultation_routes(const route_context& c) {
  return {
    {method::put, "/api/admin/consultations/:userId/:astrologerId",
     access::admin,
     [s = c.services](const request& asked, responder to) {
       put_consultation(s, asked, std::move(to));
     }},
  };
}

} // namespace http
