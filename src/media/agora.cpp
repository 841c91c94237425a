#include "media/agora.hpp"

#include "media/bytes.hpp"
#include "media/channels.hpp"

#include <algorithm>
#include <map>

namespace media {

namespace {

using schema::errc;
using schema::fail;

constexpr std::size_t credential_length = 32;
constexpr std::size_t longest_account = 255;

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')
         || (c >= 'A' && c <= 'F');
}

bool is_credential(const std::string& text) {
  return text.size() == credential_length && std::ranges::all_of(text, is_hex);
}

std::uint32_t unix_seconds(schema::timestamp time) {
  return static_cast<std::uint32_t>(
    std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

std::uint32_t count(std::chrono::seconds x) {
  return static_cast<std::uint32_t>(x.count());
}

std::string uid_text(const agora_grant& grant) {
  return grant.uid == "0" ? std::string{} : grant.uid;
}

/// Join; publishers also send audio, video and data.
std::map<std::uint16_t, std::uint32_t> privileges(agora_role role,
                                                  std::uint32_t until) {
  if (role == agora_role::subscriber)
    return {{1, until}};
  return {{1, until}, {2, until}, {3, until}, {4, until}};
}

/// Times are counted from the issue; the keys of the HMAC are the numbers,
/// what they are taken of is the certificate.
std::string make_007(const agora_app& app, const agora_grant& grant) {
  constexpr std::size_t services = 1;
  constexpr std::size_t rtc = 1;
  const auto issued = unix_seconds(grant.issued_at);
  const auto life = count(grant.lifetime);
  byte_writer body;
  body.text(app.id).u32(issued).u32(life).u32(grant.salt).u16(services);
  body.u16(rtc).map(privileges(grant.role, life));
  body.text(grant.channel).text(uid_text(grant));
  const auto dated =
    hmac_sha256(byte_writer{}.u32(issued).bytes(), app.certificate);
  const auto key = hmac_sha256(byte_writer{}.u32(grant.salt).bytes(), dated);
  byte_writer signature;
  signature.text(hmac_sha256(key, body.bytes()));
  return "007" + to_base64(deflate(signature.bytes() + body.bytes()));
}

/// Times are absolute; the token itself lives a day, its privileges as granted.
std::string make_006(const agora_app& app, const agora_grant& grant) {
  const auto issued = unix_seconds(grant.issued_at);
  const auto uid = uid_text(grant);
  byte_writer message;
  message.u32(grant.salt).u32(issued + count(longest_token));
  message.map(privileges(grant.role, issued + count(grant.lifetime)));
  const auto signature = hmac_sha256(
    app.certificate, app.id + grant.channel + uid + message.bytes());
  byte_writer content;
  content.text(signature).u32(checksum(grant.channel)).u32(checksum(uid));
  content.text(message.bytes());
  return "006" + app.id + to_base64(content.bytes());
}

schema::result<void> check(const agora_app& app, const agora_grant& grant) {
  if (!app.is_complete())
    return fail(errc::unavailable, "Agora calls are not set up on this server");
  if (!is_channel_name(grant.channel))
    return fail(errc::validation_failed,
                "channelName must be a well-formed channel name");
  if (grant.uid.size() > longest_account)
    return fail(errc::validation_failed, "uid must have at most 255 bytes");
  if (grant.lifetime < std::chrono::seconds{1}
      || grant.lifetime > longest_token)
    return fail(errc::validation_failed,
                "A token has to live between a second and a day");
  return {};
}

} // namespace

bool agora_app::is_complete() const {
  return is_credential(id) && is_credential(certificate);
}

schema::result<std::string> make_agora_token(const agora_app& app,
                                             const agora_grant& grant,
                                             agora_version version) {
  if (auto ok = check(app, grant); !ok)
    return schema::failure{ok.error()};
  switch (version) {
  case agora_version::v007:
    return make_007(app, grant);
  case agora_version::v006:
    return make_006(app, grant);
  }
  return fail(errc::internal, "Unknown version of token");
}

} // namespace media
