// Calls: begins one, and does something about one that exists. Whoever calls by
// REST has no device of their own in it.

#include "http/answering.hpp"
#include "http/envelope.hpp"
#include "http/json_body.hpp"
#include "http/routes/call_ids.hpp"
#include "http/routes/routes.hpp"

#include <array>
#include <span>
#include <utility>

namespace http {

namespace {

// -- beginning one ------------------------------------------------------------

/// Under which names the other person may stand; the first that is there is
/// taken.
using names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 2> own_names{"calleeId", "recipientId"};
constexpr std::array<std::string_view, 4> admins_names{
  "calleeId", "astrologerId", "recipientId", "userId"};

std::string read_callee(json_body& body, names under) {
  for (const auto name : under)
    if (auto id = body.text(name, schema::max_user_id_length);
        id && !id->empty())
      return std::move(*id);
  body.refuse(under.front(), "is required");
  return {};
}

schema::result<schema::start_call> read_call(const request& asked,
                                             names callee) {
  auto body = json_body::read(asked);
  if (!body)
    return schema::failure{body.error()};
  schema::start_call out;
  out.callee_id = read_callee(*body, callee);
  if (const auto kind = body->text("callType", 32)) {
    if (const auto known = schema::parse_call_kind(*kind))
      out.kind = *known;
    else
      body->refuse("callType", "has to be voice, video or audio");
  }
  // Longer than any channel: one that will not do is replaced, not refused.
  out.channel = body->text("channelName", 1024);
  if (const auto id = body->text("conversationId", 128)) {
    out.conversation = schema::conversation_id::parse(*id);
    if (!out.conversation)
      body->refuse("conversationId", "is not the id of a conversation");
  }
  if (body->error())
    return schema::failure{*body->error()};
  return out;
}

/// With a token in it: for nobody's cache.
response show_begun(const std::string& call) {
  auto answer = success(call, 201);
  answer.headers.emplace_back("Cache-Control", "no-store");
  return answer;
}

void begin(const services_ptr& s, const request& asked, names callee,
           responder to) {
  auto wanted = read_call(asked, callee);
  if (!wanted)
    return to.fail(wanted.error());
  s->start_call(asked.who, std::move(*wanted),
                answering<std::string>(std::move(to), show_begun));
}

// -- one that exists ----------------------------------------------------------

void act(const services_ptr& s, const request& asked,
         schema::call_command command, responder to) {
  s->act_on_call(
    asked.who, std::move(command),
    answering<std::string>(
      std::move(to), [](const std::string& call) { return success(call); }));
}

/// No body is needed. A `duration` is not looked at: the server's counts.
schema::result<std::optional<std::string>> read_reason(const request& asked) {
  if (asked.body.empty())
    return std::nullopt;
  auto body = json_body::read(asked);
  if (!body)
    return schema::failure{body.error()};
  auto reason = body->text("reason", schema::most_call_detail);
  if (body->error())
    return schema::failure{*body->error()};
  return reason;
}

/// Ends or rejects it, in words of their own.
template<class Command>
void act_with_reason(const services_ptr& s, const request& asked,
                     responder to) {
  auto id = read_call_id(asked.param("id"));
  if (!id)
    return to.fail(no_such_call());
  auto reason = read_reason(asked);
  if (!reason)
    return to.fail(reason.error());
  act(s, asked, Command{std::move(*id), std::move(*reason), {}}, std::move(to));
}

void cancel(const services_ptr& s, const request& asked, responder to) {
  auto id = read_call_id(asked.param("id"));
  if (!id)
    return to.fail(no_such_call());
  act(s, asked, schema::cancel_call{std::move(*id)}, std::move(to));
}

} // namespace

std::vector<route> call_routes(const route_context& c) {
  const auto& s = c.services;
  return {
    {method::post, "/api/calls/initiate", access::signed_in,
     [s](const request& asked, responder to) {
       begin(s, asked, own_names, std::move(to));
     }},
    {method::post, "/api/admin/calls/initiate", access::admin,
     [s](const request& asked, responder to) {
       begin(s, asked, admins_names, std::move(to));
     }},
    {method::post, "/api/calls/:id/end", access::signed_in,
     [s](const request& asked, responder to) {
       act_with_reason<schema::end_call>(s, asked, std::move(to));
     }},
    {method::post, "/api/calls/:id/reject", access::signed_in,
     [s](const request& asked, responder to) {
       act_with_reason<schema::reject_call>(s, asked, std::move(to));
     }},
    {method::post, "/api/calls/:id/cancel", access::signed_in,
     [s](const request& asked, responder to) {
       cancel(s, asked, std::move(to));
     }},
  };
}

} // namespace http
