// Messages of a conversation: a page of what was said, and saying something.

#include "base/clock.hpp"
#include "http/answering.hpp"
#include "http/envelope.hpp"
#include "http/json_body.hpp"
#include "http/routes/history.hpp"
#include "http/routes/own_conversations.hpp"
#include "http/routes/routes.hpp"

#include <utility>

namespace http {

namespace {

using schema::errc;

/// Of the encoded list, roughly: growing copies all that is there.
std::size_t size_of(const storage::history_page& page) {
  std::size_t size = 0;
  for (const auto& m : page.messages)
    size += m.content.size() + 640;
  return size;
}

response show(const services& s, const storage::history_query& query,
              const storage::history_page& page) {
  list_answer answer{"messages", size_of(page)};
  auto& list = answer.list();
  list.push_back('[');
  bool is_first = true;
  for (const auto& m : page.messages) {
    if (!std::exchange(is_first, false))
      list.push_back(',');
    s.encode_message(list, m, page.conversation, page.marks);
  }
  list.push_back(']');
  const auto more = "\"asOfSeq\":" + std::to_string(page.as_of);
  return std::move(answer).end(more, describe(query, page));
}

/// Shows a page; a foreign one is noted first, and shown to admins only.
void show_page(const services_ptr& s, const schema::identity_ptr& who,
               const storage::history_query& query, storage::history_page page,
               responder to) {
  if (page.conversation.find_member(who->no) != nullptr)
    return to.send(show(*s, query, page));
  // The same answer for what is not there and what is not theirs.
  if (who->profile.role != schema::role::admin)
    return to.fail({errc::not_found, "There is no such conversation."});
  const auto id = page.conversation.id;
  auto shown = show(*s, query, page);
  s->store.audit(who->no, "read_messages", id, base::now(),
                 continuing<void>(std::move(to),
                                  [shown = std::move(shown)](responder answer) {
                                    answer.send(shown);
                                  }));
}

void read_page(const services_ptr& s, const schema::identity_ptr& who,
               const storage::history_query& query, responder to) {
  s->read_history(
    query, continuing<storage::history_page>(
             std::move(to),
             [s, who, query](storage::history_page page, responder answer) {
               show_page(s, who, query, std::move(page), std::move(answer));
             }));
}

/// The page of a conversation that the path names in its own way.
void read_found(const services_ptr& s, const request& asked,
                schema::conversation_id id, responder to) {
  auto query = read_history_query(asked, id, s->decode_message_id);
  if (!query)
    return to.fail(query.error());
  read_page(s, asked.who, *query, std::move(to));
}

void post_found(const services_ptr& s, const request& asked,
                schema::conversation_id id, responder to) {
  const auto body = json_body::read(asked);
  if (!body)
    return to.fail(body.error());
  auto post = s->read_message(body->root());
  if (!post)
    return to.fail(post.error());
  post->conversation = id;
  s->execute(asked.who, std::move(*post),
             answering<std::string>(std::move(to), [](const std::string& sent) {
               return success(sent, 201);
             }));
}

void erase(const services_ptr& s, const request& asked, responder to) {
  const auto where = schema::conversation_id::parse(asked.param("id"));
  const auto what = schema::message_id::parse(asked.param("messageId"));
  if (!where)
    return to.fail({errc::not_found, "There is no such conversation."});
  if (!what)
    return to.fail({errc::not_found, "Message not found"});
  s->execute(
    asked.who, schema::delete_message{*where, *what},
    answering<std::string>(std::move(to), [](const std::string& tombstone) {
      return success(tombstone);
    }));
}

} // namespace

std::vector<route> message_routes(const route_context& c) {
  const auto& s = c.services;
  std::vector<route> rows{
    {method::del, "/api/conversations/:id/messages/:messageId",
     access::signed_in,
     [s](const request& asked, responder to) {
       erase(s, asked, std::move(to));
     }},
  };
  for (const auto& way : ways_to_conversations()) {
    rows.push_back({method::get, way.messages, way.access,
                    [s, find = way.find](const request& asked, responder to) {
                      find(s, asked, std::move(to), read_found);
                    }});
    rows.push_back({method::post, way.messages, way.access,
                    [s, find = way.find](const request& asked, responder to) {
                      find(s, asked, std::move(to), post_found);
                    }});
  }
  return rows;
}

} // namespace http
