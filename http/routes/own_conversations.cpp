// Conversations of who asks: the list, one, a new one.

#include "http/routes/own_conversations.hpp"

#include "base/clock.hpp"
#include "http/answering.hpp"
#include "http/envelope.hpp"
#include "http/json_body.hpp"
#include "http/routes/new_conversation.hpp"
#include "http/routes/routes.hpp"

#include <array>
#include <charconv>
#include <memory>

namespace http {

namespace {

using schema::errc;
using storage::found_conversation;

// -- finding it ---------------------------------------------------------------

void find_by_id(const services_ptr& s, const request& asked, responder to,
                const with_conversation& then) {
  const auto id = schema::conversation_id::parse(asked.param("id"));
  if (!id)
    return to.fail({errc::not_found, "There is no such conversation."});
  then(s, asked, *id, std::move(to));
}

/// Opens the pair's conversation, then goes on.
void open_with(const services_ptr& s, const request& asked, std::string other,
               responder to, const with_conversation& then) {
  s->open_pair(
    asked.who, std::move(other), "general", std::nullopt,
    continuing<found_conversation>(
      std::move(to),
      [s, asked, then](const found_conversation& found, responder answer) {
        then(s, asked, found.conversation.id, std::move(answer));
      }));
}

void find_by_astrologer(const services_ptr& s, const request& asked,
                        responder to, const with_conversation& then) {
  open_with(s, asked, asked.param("astrologerId"), std::move(to), then);
}

void open_with_first_admin(const services_ptr& s, const request& asked,
                           responder to, const with_conversation& then) {
  s->store.find_first_admin(continuing<storage::user_record>(
    std::move(to),
    [s, asked, then](const storage::user_record& admin, responder answer) {
      open_with(s, asked, admin.profile.id, std::move(answer), then);
    }));
}

/// The astrologer's with the latest message, else the latest made, else a new
/// one with the first admin.
void find_with_admins(const services_ptr& s, const request& asked, responder to,
                      const with_conversation& then) {
  if (asked.who->profile.role != schema::role::astrologer)
    return to.fail({errc::forbidden, "This is for astrologers."});
  auto shared = std::make_shared<responder>(std::move(to));
  s->store.find_admin_conversation(
    asked.who->profile.id, std::nullopt,
    [s, asked, then, shared](schema::result<schema::conversation> found) {
      if (found)
        return then(s, asked, found->id, std::move(*shared));
      if (found.error().code != errc::not_found)
        return shared->fail(found.error());
      open_with_first_admin(s, asked, std::move(*shared), then);
    });
}

constexpr std::array ways{
  way_to_conversation{"/api/conversations/admin",
                      "/api/conversations/admin/messages", access::signed_in,
                      find_with_admins},
  way_to_conversation{"/api/conversations/:id",
                      "/api/conversations/:id/messages", access::signed_in,
                      find_by_id},
  way_to_conversation{"/api/admin/conversations/:astrologerId",
                      "/api/admin/conversations/:astrologerId/messages",
                      access::admin, find_by_astrologer},
};

// -- showing it ---------------------------------------------------------------

/// How many messages an admin sees with the conversation itself.
constexpr std::int64_t recent = 20;

response show(const services& s, const storage::history_page& page) {
  std::string object;
  const auto& all = page.messages;
  s.encode_conversation(object, page.conversation,
                        all.empty() ? std::nullopt : std::optional{all.back()});
  object.pop_back();
  object.append(R"(,"messages":[)");
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0)
      object.push_back(',');
    s.encode_message(object, all[i], page.conversation, page.marks);
  }
  return success(object.append("]}"));
}

void show_page(const services_ptr& s, const schema::identity_ptr& who,
               const storage::history_page& page, responder to) {
  if (page.conversation.find_member(who->no) != nullptr)
    return to.send(show(*s, page));
  if (who->profile.role != schema::role::admin)
    return to.fail({errc::not_found, "There is no such conversation."});
  s->store.audit(
    who->no, "read_conversation", page.conversation.id, base::now(),
    continuing<void>(std::move(to), [shown = show(*s, page)](responder answer) {
      answer.send(shown);
    }));
}

void show_one(const services_ptr& s, const request& asked,
              schema::conversation_id id, responder to) {
  storage::history_query query;
  query.conversation = id;
  query.limit = recent;
  query.counts_unread = true;
  s->store.read_history(
    query,
    continuing<storage::history_page>(
      std::move(to), [s, who = asked.who](const storage::history_page& page,
                                          responder answer) {
        show_page(s, who, page, std::move(answer));
      }));
}

// -- the list -----------------------------------------------------------------

/// A query field that is a number from 1 to `most`; an error names it.
schema::result<std::int64_t> read_number(const request& asked,
                                         std::string_view name,
                                         std::int64_t otherwise,
                                         std::int64_t most) {
  const auto text = asked.query(name);
  if (!text)
    return otherwise;
  std::int64_t value = 0;
  const auto* end = text->data() + text->size();
  const auto [at, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc{} || at != end || value < 1 || value > most)
    return schema::fail(errc::validation_failed,
                        std::string{name} + " is not a number in bounds.");
  return value;
}

response show_list(const services& s, const storage::list_query& query,
                   const storage::conversation_list& found) {
  std::string list{"["};
  for (const auto& x : found.conversations) {
    if (list.size() > 1)
      list.push_back(',');
    s.encode_conversation(list, x.conversation, x.last);
  }
  list.push_back(']');
  pagination pages;
  pages.page = query.page;
  pages.limit = query.limit;
  pages.total = found.total;
  pages.has_more = found.has_more;
  return success_list("conversations", list, {}, pages);
}

void list(const services_ptr& s, const request& asked, responder to) {
  const auto page = read_number(asked, "page", 1, 1'000'000);
  const auto limit = read_number(asked, "limit", 20, 100);
  if (!page || !limit)
    return to.fail(page ? limit.error() : page.error());
  storage::list_query query;
  query.who = asked.who->no;
  query.page = *page;
  query.limit = *limit;
  s->store.list_conversations(
    query, answering<storage::conversation_list>(
             std::move(to), [s, query](const storage::conversation_list& x) {
               return show_list(*s, query, x);
             }));
}

// -- a new one ----------------------------------------------------------------

void create(const services_ptr& s, const request& asked, responder to) {
  auto body = json_body::read(asked);
  if (!body)
    return to.fail(body.error());
  auto other = body->required_text("participantId", 128);
  auto context = read_context_link(*body);
  if (body->error())
    return to.fail(*body->error());
  s->open_pair(
    asked.who, std::move(other), std::move(context.type), std::move(context.id),
    answering<found_conversation>(
      std::move(to), [s](const found_conversation& found) {
        std::string object;
        s->encode_conversation(object, found.conversation, std::nullopt);
        return success(object, found.created ? 201 : 200);
      }));
}

} // namespace

std::span<const way_to_conversation> ways_to_conversations() {
  return ways;
}

std::vector<route> own_conversation_routes(const route_context& c) {
  const auto& s = c.services;
  std::vector<route> rows{
    {method::get, "/api/conversations", access::signed_in,
     [s](const request& asked, responder to) {
       list(s, asked, std::move(to));
     }},
    {method::post, "/api/conversations", access::signed_in,
     [s](const request& asked, responder to) {
       create(s, asked, std::move(to));
     }},
  };
  for (const auto& way : ways)
    rows.push_back({method::get, way.path, way.access,
                    [s, find = way.find](const request& asked, responder to) {
                      find(s, asked, std::move(to), show_one);
                    }});
  return rows;
}

} // namespace http
