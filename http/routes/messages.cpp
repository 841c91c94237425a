// GET /api/conversations/:id/messages: a page of what was said.

#include "http/answering.hpp"
#include "http/envelope.hpp"
#include "http/routes/history.hpp"
#include "http/routes/routes.hpp"

#include <utility>

namespace http {

namespace {

using schema::errc;

response show(const services& s, const storage::history_query& query,
              const storage::history_page& page) {
  std::string list{"["};
  list.reserve(page.messages.size() * 512);
  for (const auto& m : page.messages) {
    if (list.size() > 1)
      list.push_back(',');
    s.encode_message(list, m, page.conversation);
  }
  list.push_back(']');
  const auto more = "\"asOfSeq\":" + std::to_string(page.as_of);
  return success_list("messages", list, more, describe(query, page));
}

void read_messages(services_ptr s, const request& asked, responder to) {
  auto query = read_history_query(asked, s->decode_message_id);
  if (!query)
    return to.fail(query.error());
  auto& store = s->store;
  store.read_history(
    *query,
    answering<storage::history_page>(
      std::move(to), [s = std::move(s), query = *query,
                      who = asked.who](storage::history_page page) {
        // The same answer for what is not there and what is not theirs.
        if (who->profile.role != schema::role::admin
            && page.conversation.find_member(who->no) == nullptr)
          return failure({errc::not_found, "There is no such conversation."});
        return show(*s, query, page);
      }));
}

} // namespace

std::vector<route> message_routes(const route_context& c) {
  return {
    {method::get, "/api/conversations/:id/messages", access::signed_in,
     [s = c.services](const request& asked, responder to) {
       read_messages(s, asked, std::move(to));
     }},
  };
}

} // namespace http
