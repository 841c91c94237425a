// Tokens for the channels of calls: of a live one, to its two people alone.

#include "http/answering.hpp"
#include "http/envelope.hpp"
#include "http/json_body.hpp"
#include "http/routes/call_ids.hpp"
#include "http/routes/routes.hpp"
#include "media/channels.hpp"

#include <utility>

namespace http {

namespace {

using schema::errc;

/// How a call is named, as it came; one of the two is enough.
struct wanted_token {
  std::optional<std::string> call;
  std::optional<std::string> channel;
};

schema::result<wanted_token> read_query(const request& asked) {
  return wanted_token{asked.query("callId"), asked.query("channelName")};
}

schema::result<wanted_token> read_body(const request& asked) {
  auto body = json_body::read(asked);
  if (!body)
    return schema::failure{body.error()};
  wanted_token out{body->text("callId", 128), body->text("channelName", 1024)};
  if (body->error())
    return schema::failure{*body->error()};
  return out;
}

void issue_for(const services_ptr& s, const schema::identity_ptr& who,
               schema::call_id call, responder to) {
  s->call_token(
    who, std::move(call),
    answering<std::string>(std::move(to), [](const std::string& token) {
      auto answer = success(token);
      answer.headers.emplace_back("Cache-Control", "no-store");
      return answer;
    }));
}

/// Of a channel nobody is told whether it is there: it is the channel of their
/// own live call, or it is refused.
void issue_for_channel(const services_ptr& s, const schema::identity_ptr& who,
                       const std::string& channel, responder to) {
  s->store.find_live_call(
    {who->no}, continuing<schema::call_ptr>(
                 std::move(to), [s, who, channel](const schema::call_ptr& live,
                                                  responder answer) {
                   if (!live || live->channel != channel)
                     return answer.fail(
                       {errc::forbidden,
                        "This is not the channel of a live call of yours."});
                   issue_for(s, who, live->id, std::move(answer));
                 }));
}

void issue(const services_ptr& s, const schema::identity_ptr& who,
           const wanted_token& wanted, responder to) {
  if (wanted.call) {
    auto id = read_call_id(*wanted.call);
    if (!id)
      return to.fail(
        {errc::validation_failed, "callId has to be 1 to 128 characters."});
    return issue_for(s, who, std::move(*id), std::move(to));
  }
  if (!wanted.channel)
    return to.fail(
      {errc::validation_failed, "callId or channelName is required."});
  if (!media::is_channel_name(*wanted.channel))
    return to.fail(
      {errc::validation_failed, "channelName is not the name of a channel."});
  issue_for_channel(s, who, *wanted.channel, std::move(to));
}

route make_row(const services_ptr& s, method m, std::string_view path,
               access who,
               schema::result<wanted_token> (*read)(const request&)) {
  return {m, path, who, [s, read](const request& asked, responder to) {
            const auto wanted = read(asked);
            if (!wanted)
              return to.fail(wanted.error());
            issue(s, asked.who, *wanted, std::move(to));
          }};
}

} // namespace

std::vector<route> call_token_routes(const route_context& c) {
  const auto& s = c.services;
  return {
    make_row(s, method::post, "/api/calls/admin/token", access::admin,
             read_body),
    make_row(s, method::post, "/api/calls/token", access::signed_in, read_body),
    make_row(s, method::get, "/api/calls/token", access::signed_in, read_query),
  };
}

} // namespace http
