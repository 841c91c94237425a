#include "http/engineio.hpp"

#include "base/random.hpp"
#include "http/authentication.hpp"
#include "http/cors.hpp"
#include "http/engineio_answers.hpp"
#include "http/io/polling_session.hpp"
#include "http/poll.hpp"
#include "wire/engineio/packet.hpp"
#include "wire/frame.hpp"
#include "wire/websocket/handshake.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace http {

namespace {

using actors::speech;
using wire::engineio::error;

response plain(int status, std::string_view text) {
  response result;
  result.status = status;
  result.body = text;
  result.content_type = "text/plain; charset=utf-8";
  result.close = true;
  return result;
}

response plain(error why) {
  const auto& row = wire::engineio::describe(why);
  return plain(row.status, row.message);
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return u < 0x20 || u == 0x7f;
  });
}

/// A page of a foreign site must not open sessions in its visitors' names.
/// Programs send no Origin.
bool is_admitted(const config::settings& settings, std::string_view origin) {
  if (origin.empty())
    return true;
  if (settings.allowed_origins.empty())
    return settings.app_env != config::environment::production;
  return is_listed_origin(settings, origin);
}

/// The 429 to an address that has as many sessions as it may.
response too_many() {
  auto answer =
    plain(429, "rate_limited: this address has too many connections already");
  answer.headers.emplace_back("Retry-After", "5");
  return answer;
}

/// With or without the slash at the end.
bool is_path(std::string_view path, std::string_view name) {
  return path == name
         || (path.ends_with('/') && path.substr(0, path.size() - 1) == name);
}

bool is_plain_path(const request& asked) {
  return is_path(asked.path, "/ws");
}

bool asks_for_websocket(const request& asked) {
  return wire::websocket::wants_websocket(asked.header_list("Upgrade"),
                                          asked.header_list("Connection"));
}

/// Whom the transport's session is for, as far as the request tells.
actors::handshake read_hello(const request& asked,
                             const config::settings& settings) {
  actors::handshake hello;
  hello.sid = base::random_token(18);
  hello.bearer_token = bearer_token(asked.header("Authorization"));
  if (settings.allow_query_token)
    hello.query_token = asked.query("token").value_or("");
  hello.dialect = asked.query("dialect").value_or("");
  return hello;
}

std::string open_packet(const actors::handshake& hello, bool polling,
                        const config::settings& settings) {
  static constexpr std::array<std::string_view, 1> websocket{"websocket"};
  std::span<const std::string_view> upgrades;
  if (polling)
    upgrades = websocket;
  return wire::engineio::open_packet(
    hello.sid, upgrades, settings.ping_interval, settings.ping_timeout,
    settings.max_payload_bytes);
}

} // namespace

bool is_engine_path(const request& asked, const config::settings& settings) {
  return is_path(asked.path, "/socket.io")
         || (settings.protocol_test && is_path(asked.path, "/engine.io"));
}

bool wants_socket(const request& asked, const config::settings& settings) {
  return asks_for_websocket(asked)
         && (is_engine_path(asked, settings) || is_plain_path(asked));
}

std::chrono::milliseconds longest_poll(const config::settings& settings) {
  constexpr std::chrono::seconds margin{10};
  return settings.ping_interval + settings.ping_timeout + margin;
}

engineio::engineio(services_ptr s, io::sockets& sockets,
                   std::size_t most_sessions)
  : services_{std::move(s)},
    sockets_{sockets},
    most_sessions_{most_sessions},
    addresses_{services_->settings.max_connections_per_ip},
    limit_{services_->settings.handshakes_per_second} {
  // nop
}

engineio::judgement engineio::judge(const request& asked, bool upgrade) const {
  const auto& settings = services_->settings;
  const auto transport = asked.query("transport").value_or("");
  const auto sid = asked.query("sid");
  if (transport != "websocket" && transport != "polling")
    return error::transport_unknown;
  const auto origin = asked.header("Origin");
  if (has_control(origin))
    return error::bad_request;
  const auto revision =
    wire::engineio::parse_revision(asked.query("EIO").value_or(""));
  if (sid) {
    auto session = sockets_.sessions().find(*sid);
    if (!session.polling)
      return session.socket ? error::bad_request : error::unknown_sid;
    const bool other_transport =
      !upgrade && (transport != "polling" || session.polling->is_upgraded());
    if (other_transport || revision != session.polling->revision())
      return error::bad_request;
    return std::move(session.polling);
  }
  if (asked.method != method::get)
    return error::bad_handshake_method;
  if (transport == "websocket" && !upgrade)
    return error::bad_request;
  if (!is_admitted(settings, origin))
    return error::forbidden;
  if (!revision
      || (revision == wire::engineio::revision::v3 && !settings.allow_eio3))
    return error::unsupported_version;
  auto hello = read_hello(asked, settings);
  hello.revision = *revision;
  if (is_path(asked.path, "/engine.io"))
    hello.speech = speech::echo;
  return hello;
}

// -- WebSocket ----------------------------------------------------------------

std::variant<admission, response> engineio::open_socket(const request& asked) {
  auto answer =
    is_plain_path(asked) ? open_plain(asked) : grant(asked, judge(asked, true));
  services_->metrics.http_requests.add();
  if (std::holds_alternative<response>(answer))
    services_->metrics.http_errors.add();
  return answer;
}

std::variant<admission, response> engineio::open_plain(const request& asked) {
  const auto origin = asked.header("Origin");
  if (asked.method != method::get)
    return plain(error::bad_handshake_method);
  if (has_control(origin))
    return plain(error::bad_request);
  if (!is_admitted(services_->settings, origin))
    return plain(error::forbidden);
  auto hello = read_hello(asked, services_->settings);
  hello.speech = speech::plain;
  return grant(asked, std::move(hello));
}

std::variant<admission, response> engineio::grant(const request& asked,
                                                  judgement judged) {
  if (const auto* refused = std::get_if<error>(&judged))
    return plain(*refused);
  // Of one that reaches a session it was not looked at yet.
  if (asked.method != method::get)
    return plain(error::bad_handshake_method);
  if (asked.is_old)
    return plain(error::bad_request);
  const auto upgrade = asked.header_list("Upgrade");
  const auto connection = asked.header_list("Connection");
  const auto refused = wire::websocket::check_upgrade(
    {upgrade, connection, asked.header("Sec-WebSocket-Version"),
     asked.header("Sec-WebSocket-Key")});
  if (refused) {
    auto answer = plain(refused->status, refused->message);
    if (refused->status == 426)
      answer.headers.emplace_back("Sec-WebSocket-Version", "13");
    return answer;
  }
  admission out;
  out.greeting =
    wire::websocket::switching_protocols(asked.header("Sec-WebSocket-Key"));
  if (auto* session =
        std::get_if<std::shared_ptr<io::polling_session>>(&judged)) {
    out.hello.revision = (*session)->revision();
    out.upgrades = std::move(*session);
    return out;
  }
  auto room = find_room(asked);
  if (auto* none = std::get_if<response>(&room))
    return std::move(*none);
  out.place = std::get<address_limit::place>(std::move(room));
  out.hello = std::get<actors::handshake>(std::move(judged));
  if (out.hello.speech != speech::plain)
    out.greeting.append(
      wire::frame::text(open_packet(out.hello, false, services_->settings))
        ->websocket());
  return out;
}

// -- polling ------------------------------------------------------------------

void engineio::take(request asked, responder to) {
  auto judged = judge(asked, false);
  if (auto* session =
        std::get_if<std::shared_ptr<io::polling_session>>(&judged))
    (*session)->take({std::move(asked), std::move(to)});
  else if (auto* hello = std::get_if<actors::handshake>(&judged))
    open(asked, std::move(*hello), std::move(to));
  else
    to.send(engine_refusal(std::get<error>(judged)));
}

std::shared_ptr<void> engineio::announce(std::string_view target) const {
  request asked;
  const auto question = std::min(target.find('?'), target.size());
  asked.path = target.substr(0, question);
  if (!is_engine_path(asked, services_->settings))
    return nullptr;
  target.remove_prefix(std::min(question + 1, target.size()));
  const auto sid = find_query(target, "sid");
  const auto session = sid ? sockets_.sessions().find(*sid).polling : nullptr;
  return session ? session->announce_post() : nullptr;
}

void engineio::open(const request& asked, actors::handshake hello,
                    responder to) {
  auto room = find_room(asked);
  auto* place = std::get_if<address_limit::place>(&room);
  auto packet =
    wire::frame::text(open_packet(hello, true, services_->settings));
  const auto revision = hello.revision;
  if (place != nullptr
      && !sockets_.open_polling(std::move(hello), most_sessions_,
                                std::move(*place)))
    room = refuse(no_room());
  if (auto* none = std::get_if<response>(&room)) {
    to.send(std::move(*none));
    return;
  }
  auto payload = wire::engineio::encode_payload({&packet, 1}, revision, true);
  to.send(payload_answer(std::move(payload)));
}

/// An address that is refused takes nothing from the others' handshakes.
std::variant<address_limit::place, response>
engineio::find_room(const request& asked) {
  auto place = addresses_.take(asked.client_address);
  if (!place)
    return refuse(too_many());
  if (!limit_.take(std::chrono::steady_clock::now()))
    return refuse(no_room());
  return std::move(*place);
}

/// Not for what is wrong with a request: that is an error as any other.
response engineio::refuse(response with) {
  services_->metrics.sockets_refused.add();
  return with;
}

response no_room() {
  auto answer = plain(503, "No room for another connection");
  answer.headers.emplace_back("Retry-After", "5");
  return answer;
}

} // namespace http
