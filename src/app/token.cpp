#include "app/commands.hpp"
#include "auth/tokens.hpp"
#include "base/clock.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace app {

int issue_token(const config::settings& settings, const token_request& wanted) {
  const auto role = schema::parse_role(wanted.role);
  if (!role) {
    fmt::print(stderr, "--role must be user, astrologer or admin\n");
    return 1;
  }
  if (!schema::is_user_id(wanted.sub)) {
    fmt::print(stderr, "--sub must have 1 to 128 characters\n");
    return 1;
  }
  schema::profile who;
  who.id = wanted.sub;
  who.role = *role;
  if (!wanted.name.empty())
    who.name = wanted.name;
  fmt::print("{}\n", auth::issue_token(settings.jwt_secret, who, base::now(),
                                       wanted.lifetime));
  return 0;
}

} // namespace app
