#include "media/turn.hpp"

#include "media/bytes.hpp"

namespace media {

schema::result<turn_credentials>
make_turn_credentials(std::string_view secret, std::string_view user_id,
                      schema::timestamp expires_at) {
  if (secret.empty())
    return schema::fail(schema::errc::unavailable,
                        "No TURN relay is set up on this server");
  const auto end = std::chrono::floor<std::chrono::seconds>(expires_at);
  auto username = std::to_string(end.time_since_epoch().count());
  username.append(1, ':').append(user_id);
  auto password = to_base64(hmac_sha1(secret, username));
  return turn_credentials{std::move(username), std::move(password),
                          schema::timestamp{end}};
}

} // namespace media
