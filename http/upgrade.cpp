#include "http/upgrade.hpp"

#include "base/random.hpp"
#include "http/authentication.hpp"
#include "http/cors.hpp"
#include "wire/engineio/packet.hpp"
#include "wire/frame.hpp"
#include "wire/websocket/handshake.hpp"

#include <algorithm>

namespace http {

namespace {

using wire::engineio::error;

response plain(int status, std::string_view text) {
  response result;
  result.status = status;
  result.body = text;
  result.content_type = "text/plain; charset=utf-8";
  result.close = true;
  return result;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return u < 0x20 || u == 0x7f;
  });
}

/// A page of a foreign site must not open sockets in its visitors' names.
/// Programs send no Origin.
bool is_admitted(const config::settings& settings, std::string_view origin) {
  if (origin.empty())
    return true;
  if (settings.allowed_origins.empty())
    return settings.app_env != config::environment::production;
  return is_listed_origin(settings, origin);
}

admission make_admission(const request& asked,
                         const config::settings& settings) {
  admission out;
  out.hello.sid = base::random_token(18);
  out.hello.bearer_token = bearer_token(asked.header("Authorization"));
  if (settings.allow_query_token)
    out.hello.query_token = asked.query("token").value_or("");
  out.hello.dialect = asked.query("dialect").value_or("");
  const auto packet = wire::engineio::open_packet(
    out.hello.sid, {}, settings.ping_interval, settings.ping_timeout,
    settings.max_payload_bytes);
  out.greeting =
    wire::websocket::switching_protocols(asked.header("Sec-WebSocket-Key"));
  out.greeting.append(wire::frame::text(packet)->websocket());
  return out;
}

} // namespace

bool wants_socket(const request& asked) {
  return (asked.path == "/socket.io/" || asked.path == "/socket.io")
         && wire::websocket::wants_websocket(asked.header("Upgrade"),
                                             asked.header("Connection"));
}

std::optional<error> check_handshake(const request& asked,
                                     const config::settings& settings,
                                     bool upgrade) {
  const auto transport = asked.query("transport").value_or("");
  const bool has_sid = asked.query("sid").has_value();
  // Flutter's native client says "polling" and means a WebSocket.
  const bool websocket =
    transport == "websocket" || (transport == "polling" && upgrade && !has_sid);
  if (!websocket)
    return error::transport_unknown;
  const auto origin = asked.header("Origin");
  if (has_control(origin))
    return error::bad_request;
  if (has_sid)
    return error::unknown_sid; // only polling sessions can be upgraded
  if (asked.method != method::get)
    return error::bad_handshake_method;
  if (!upgrade)
    return error::bad_request;
  if (!is_admitted(settings, origin))
    return error::forbidden;
  if (asked.query("EIO") != "4")
    return error::unsupported_version;
  return std::nullopt;
}

std::variant<admission, response>
open_socket(const request& asked, const config::settings& settings) {
  if (const auto refused = check_handshake(asked, settings, true)) {
    const auto& row = wire::engineio::describe(*refused);
    return plain(row.status, row.message);
  }
  const auto refused = wire::websocket::check_upgrade(
    {asked.header("Upgrade"), asked.header("Connection"),
     asked.header("Sec-WebSocket-Version"), asked.header("Sec-WebSocket-Key")});
  if (!refused)
    return make_admission(asked, settings);
  auto answer = plain(refused->status, refused->message);
  if (refused->status == 426)
    answer.headers.emplace_back("Sec-WebSocket-Version", "13");
  return answer;
}

response no_room() {
  auto answer = plain(503, "No room for another connection");
  answer.headers.emplace_back("Retry-After", "5");
  return answer;
}

} // namespace http
