// GET /calls/ice-servers: by what servers clients of WebRTC calls find each
// other.

#include "base/clock.hpp"
#include "base/json_writer.hpp"
#include "http/envelope.hpp"
#include "http/routes/routes.hpp"
#include "media/turn.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace http {

namespace {

/// As coturn advises: whoever asks when a call begins is still let in when it
/// has to be set up anew.
constexpr std::chrono::hours lifetime{24};

/// Neither the secret nor credentials go to a server that only tells addresses.
bool is_relay(std::string_view uri) {
  return uri.starts_with("turn");
}

bool has_some(const std::vector<std::string>& uris, bool relays) {
  return std::ranges::any_of(
    uris, [&](const auto& uri) { return is_relay(uri) == relays; });
}

void write_urls(base::json_writer& json, const std::vector<std::string>& uris,
                bool relays) {
  json.key("urls").open('[');
  for (const auto& uri : uris)
    if (is_relay(uri) == relays)
      json.string(uri);
  json.close(']');
}

schema::result<std::string> describe(const config::settings& s,
                                     std::string_view user_id,
                                     schema::timestamp now) {
  std::string out;
  base::json_writer json{out};
  json.open('{').key("iceServers").open('[');
  if (has_some(s.turn_urls, false)) {
    json.open('{');
    write_urls(json, s.turn_urls, false);
    json.close('}');
  }
  std::optional<schema::timestamp> expires_at;
  if (has_some(s.turn_urls, true)) {
    const auto turn =
      media::make_turn_credentials(s.turn_secret, user_id, now + lifetime);
    if (!turn)
      return schema::failure{turn.error()};
    json.open('{');
    write_urls(json, s.turn_urls, true);
    json.key("username").string(turn->username);
    json.key("credential").string(turn->password).close('}');
    expires_at = turn->expires_at;
  }
  json.close(']').key("expiresAt");
  expires_at ? json.time(*expires_at) : json.null();
  json.close('}');
  return out;
}

void show(const services& s, const request& asked, responder to) {
  const auto found = describe(s.settings, asked.who->profile.id, base::now());
  if (!found)
    return to.fail(found.error());
  auto answer = success(*found);
  answer.headers.emplace_back("Cache-Control", "no-store");
  to.send(std::move(answer));
}

constexpr std::array<std::string_view, 2> paths{"/calls/ice-servers",
                                                "/api/calls/ice-servers"};

} // namespace

std::vector<route> ice_server_routes(const route_context& c) {
  std::vector<route> rows;
  for (const auto path : paths)
    rows.push_back({method::get, path, access::signed_in,
                    [s = c.services](const request& asked, responder to) {
                      show(*s, asked, std::move(to));
                    }});
  return rows;
}

} // namespace http
