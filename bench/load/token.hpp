#pragma once

#include <string>
#include <string_view>

namespace bench {

/// A JSON Web Token, HS256, good for a day.
std::string make_token(std::string_view secret, std::string_view user,
                       std::string_view role);

} // namespace bench
