// POST /messages/:id/report and GET /api/admin/reports: complaints.

#include "base/clock.hpp"
#include "base/json_writer.hpp"
#include "http/answering.hpp"
#include "http/envelope.hpp"
#include "http/json_body.hpp"
#include "http/routes/numbers.hpp"
#include "http/routes/routes.hpp"

#include <limits>
#include <memory>
#include <set>
#include <utility>

namespace http {

namespace {

using schema::errc;

// -- complaining --------------------------------------------------------------

response show_reported(schema::message_id message, const std::string& reason,
                       std::int64_t number) {
  std::string data;
  base::json_writer json{data};
  json.open('{').key("id").number(number);
  json.key("messageId").id(message);
  json.key("reason").string(reason).close('}');
  return success(data, 201);
}

void report(const services_ptr& s, const request& asked, responder to) {
  auto body = json_body::read(asked);
  if (!body)
    return to.fail(body.error());
  auto reason = body->required_text("reason", 1000);
  if (body->error())
    return to.fail(*body->error());
  const auto id = schema::message_id::parse(asked.param("id"));
  if (!id)
    return to.fail({errc::not_found, "There is no such message."});
  const auto place = s->locate_message(*id);
  storage::report what{.reporter = asked.who->no,
                       .conversation = place.conversation,
                       .seq = place.seq,
                       .second = place.second,
                       .reason = reason};
  s->store.put_report(std::move(what), base::now(),
                      answering<std::int64_t>(
                        std::move(to), [id = *id, reason](std::int64_t number) {
                          return show_reported(id, reason, number);
                        }));
}

// -- the list -----------------------------------------------------------------

void show(base::json_writer& json, const services& s,
          const storage::stored_report& r) {
  json.open('{').key("id").number(r.number);
  json.key("reporterId").string(r.reporter_id);
  json.key("reason").string(r.reason);
  json.key("messageId").id(s.message_id_of(r.message));
  json.key("conversationId").id(r.conversation);
  json.key("senderId").string(r.sender_id);
  json.key("content").string(r.message.content);
  json.key("messageType").plain(to_string(r.message.kind));
  json.key("mediaUrl").optional(r.message.media_url);
  json.key("sentAt").time(r.message.created_at);
  json.key("isDeleted").boolean(r.message.deleted_at.has_value());
  json.key("createdAt").time(r.at).close('}');
}

response show_list(const services& s, const storage::report_query& query,
                   const storage::report_list& found) {
  std::string list;
  base::json_writer json{list};
  json.open('[');
  for (const auto& r : found.reports)
    show(json, s, r);
  json.close(']');
  pagination pages;
  pages.page = query.page;
  pages.limit = query.limit;
  pages.total = found.total;
  pages.has_more = found.has_more;
  if (found.has_more)
    pages.next_cursor = found.reports.back().number;
  return success_list("reports", list, {}, pages);
}

/// Notes in the audit log whose messages an admin is shown, conversation after
/// conversation, then answers. Keeps itself alive through the callbacks.
class noted_answer : public std::enable_shared_from_this<noted_answer> {
public:
  noted_answer(services_ptr s, schema::user_no admin,
               const storage::report_list& shown, response answer, responder to)
    : services_{std::move(s)},
      admin_{admin},
      answer_{std::move(answer)},
      to_{std::move(to)} {
    for (const auto& r : shown.reports)
      left_.insert(r.conversation);
  }

  void note_next() {
    if (left_.empty())
      return to_.send(std::move(answer_));
    const auto next = left_.extract(left_.begin()).value();
    services_->store.audit(admin_, "read_reports", next, base::now(),
                           [self = shared_from_this()](schema::result<void> x) {
                             x ? self->note_next() : self->to_.fail(x.error());
                           });
  }

private:
  services_ptr services_;
  schema::user_no admin_;
  std::set<schema::conversation_id> left_;
  response answer_;
  responder to_;
};

void list(const services_ptr& s, const request& asked, responder to) {
  numbers in{asked};
  storage::report_query query;
  query.limit = in.read("limit", 1, 100).value_or(query.limit);
  const auto page = in.read("page", 1, 1000);
  query.page = page.value_or(1);
  query.before = in.read("before", 0, std::numeric_limits<std::int64_t>::max());
  if (page && query.before)
    in.refuse("page", "does not go with before");
  if (in.error)
    return to.fail(*in.error);
  s->store.list_reports(
    query, continuing<storage::report_list>(
             std::move(to), [s, query, admin = asked.who->no](
                              const storage::report_list& x, responder answer) {
               std::make_shared<noted_answer>(
                 s, admin, x, show_list(*s, query, x), std::move(answer))
                 ->note_next();
             }));
}

} // namespace

std::vector<route> report_routes(const route_context& c) {
  const auto& s = c.services;
  return {
    {method::post, "/messages/:id/report", access::signed_in,
     [s](const request& asked, responder to) {
       report(s, asked, std::move(to));
     }},
    {method::get, "/api/admin/reports", access::admin,
     [s](const request& asked, responder to) {
       list(s, asked, std::move(to));
     }},
  };
}

} // namespace http
